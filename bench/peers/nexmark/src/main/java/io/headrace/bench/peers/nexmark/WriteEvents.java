package io.headrace.bench.peers.nexmark;

import io.headrace.bench.fork.NexmarkEvent;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.beam.sdk.nexmark.NexmarkConfiguration;
import org.apache.beam.sdk.nexmark.NexmarkUtils;
import org.apache.beam.sdk.nexmark.model.Auction;
import org.apache.beam.sdk.nexmark.model.Bid;
import org.apache.beam.sdk.nexmark.model.Event;
import org.apache.beam.sdk.nexmark.model.Person;
import org.apache.beam.sdk.values.TimestampedValue;

/**
 * {@code FILE EVENTS QUERY}: writes events in the order of their times, ten thousand a second; and into {@code FILE.expected} how many rows Beam's
 * model of the query gives, and the sum of their hashes.
 *
 * <p><b>Threading:</b> the main thread.
 */
public final class WriteEvents {
    private static final int RATE = 10_000;

    private WriteEvents() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        NexmarkConfiguration configuration = new NexmarkConfiguration();
        configuration.numEvents = Long.parseLong(arguments[1]);
        configuration.numEventGenerators = 1;
        configuration.firstEventRate = RATE;
        configuration.nextEventRate = RATE;
        configuration.outOfOrderGroupSize = 1;
        configuration.windowSizeSec = NexmarkEvent.WINDOW_MILLIS / 1000;
        configuration.windowPeriodSec = NexmarkEvent.SLIDE_MILLIS / 1000;
        configuration.auctionSkip = (int) NexmarkEvent.SKIP;
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            Iterator<TimestampedValue<Event>> events = NexmarkUtils.standardEventIterator(configuration);
            while (events.hasNext()) ours(events.next()).write(out);
        }
        Files.writeString(
                file.resolveSibling(file.getFileName() + ".expected"),
                Models.expected(arguments[2], configuration),
                StandardCharsets.US_ASCII);
    }

    static NexmarkEvent ours(TimestampedValue<Event> stamped) {
        Event event = stamped.getValue();
        long time = stamped.getTimestamp().getMillis();
        Person person = event.newPerson;
        if (person != null) {
            String text = person.name + "," + person.city + "," + person.state;
            return new NexmarkEvent(NexmarkEvent.PERSON, time, person.id, 0, 0, 0, text);
        }
        Auction auction = event.newAuction;
        if (auction != null)
            return new NexmarkEvent(
                    NexmarkEvent.AUCTION,
                    time,
                    auction.id,
                    auction.seller,
                    auction.category,
                    auction.reserve,
                    auction.extra);
        Bid bid = event.bid;
        return new NexmarkEvent(NexmarkEvent.BID, time, bid.auction, bid.bidder, bid.price, 0, bid.extra);
    }
}

package io.headrace.bench.peers.nexmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.NexmarkEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.beam.sdk.nexmark.NexmarkConfiguration;
import org.apache.beam.sdk.nexmark.NexmarkUtils;
import org.apache.beam.sdk.nexmark.model.AuctionCount;
import org.apache.beam.sdk.nexmark.model.AuctionPrice;
import org.apache.beam.sdk.nexmark.model.Bid;
import org.apache.beam.sdk.nexmark.model.Event;
import org.apache.beam.sdk.nexmark.model.IdNameReserve;
import org.apache.beam.sdk.nexmark.model.NameCityStateId;
import org.apache.beam.sdk.nexmark.queries.NexmarkQueryModel;
import org.apache.beam.sdk.nexmark.queries.Query0Model;
import org.apache.beam.sdk.nexmark.queries.Query1Model;
import org.apache.beam.sdk.nexmark.queries.Query2Model;
import org.apache.beam.sdk.nexmark.queries.Query3Model;
import org.apache.beam.sdk.nexmark.queries.Query5Model;
import org.apache.beam.sdk.nexmark.queries.Query7Model;
import org.apache.beam.sdk.nexmark.queries.Query8Model;
import org.apache.beam.sdk.values.TimestampedValue;

/** Beam's models of the queries, each a program of its own over the same events. <b>Threading:</b> no state. */
final class Models {
    private Models() {}

    /** How many rows the query gives, and the sum of their hashes. */
    static String expected(String query, NexmarkConfiguration configuration) {
        Iterator<? extends TimestampedValue<?>> results =
                model(query, configuration).simulator().results();
        long count = 0;
        long hash = 0;
        while (results.hasNext()) {
            count++;
            hash += hash(results.next());
        }
        return count + " " + hash;
    }

    private static NexmarkQueryModel<?> model(String query, NexmarkConfiguration configuration) {
        return switch (query) {
            case "Q0" -> new Query0Model(configuration);
            case "Q1" -> new Query1Model(configuration);
            case "Q2" -> new Query2Model(configuration);
            case "Q3" -> new Query3Model(configuration);
            case "Q5" -> new Query5Model(configuration);
            case "Q7" -> new Query7Model(configuration);
            case "Q8" -> new Query8Model(configuration);
            default -> throw new IllegalArgumentException("no model of " + query);
        };
    }

    private static long hash(TimestampedValue<?> result) {
        Object row = result.getValue();
        if (row instanceof Event event)
            return hash(WriteEvents.ours(TimestampedValue.of(event, result.getTimestamp())));
        if (row instanceof Bid bid)
            return NexmarkEvent.bidHash(bid.auction, bid.bidder, bid.price, bid.dateTime.getMillis());
        if (row instanceof AuctionPrice price) return NexmarkEvent.priceHash(price.auction, price.price);
        if (row instanceof NameCityStateId seller)
            return NexmarkEvent.sellerHash(KeyHash.of(seller.name + "," + seller.city + "," + seller.state), seller.id);
        if (row instanceof AuctionCount count) return NexmarkEvent.countHash(count.auction, count.num);
        if (row instanceof IdNameReserve user) return hash(user);
        throw new IllegalStateException("a row of " + row.getClass());
    }

    private static long hash(NexmarkEvent event) {
        return NexmarkEvent.eventHash(event.kind(), event.time(), event.first(), event.second(), event.third());
    }

    /** Its fields are seen as JSON only. */
    private static long hash(IdNameReserve user) {
        try {
            JsonNode json = NexmarkUtils.MAPPER.readTree(user.toString());
            long id = json.required("id").asLong();
            long reserve = json.required("reserve").asLong();
            return NexmarkEvent.newUserHash(KeyHash.of(json.required("name").asText()), id, reserve);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + user, e);
        }
    }
}

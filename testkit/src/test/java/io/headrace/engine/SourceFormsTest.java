package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Durations;
import io.headrace.StorageLevels;
import io.headrace.StreamingContext;
import io.headrace.Time;
import io.headrace.ViewDStream;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.FullPolicy;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every form of a socket stream, and what can be done with views of flat records. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SourceFormsTest {
    /** A record of one number. */
    public interface Numbered {
        long number();
    }

    private static final FlatViews<Numbered> NUMBERS =
            FlatViews.of(Numbered.class, FlatLayout.builder().addLong("number").build());

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    private void await(String... expected) throws InterruptedException {
        List<String> missing = new ArrayList<>(List.of(expected));
        while (!missing.isEmpty()) {
            String next = seen.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("waiting for %s", missing).isNotNull();
            missing.remove(next);
        }
    }

    /** Four bytes of length, and the last byte of a number of eight. */
    private static String frame(String payload) {
        return "\0\0\0" + (char) payload.length() + payload;
    }

    @Test
    void shouldReadSocketsInEveryForm() throws Exception {
        try (TextServer lines = new TextServer();
                TextServer bytes = new TextServer();
                TextServer texts = new TextServer();
                TextServer objects = new TextServer();
                StreamingContext context = StreamingContext.builder("forms")
                        .batchInterval(Durations.milliseconds(10))
                        .build()) {
            context.socketUtf8Stream("localhost", lines.port(), StorageLevels.MEMORY_ONLY)
                    .toStrings()
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.rawSocketStream("localhost", bytes.port(), StorageLevels.MEMORY_ONLY_SER)
                    .map(record -> "bytes " + new String(record, StandardCharsets.UTF_8))
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.rawSocketStream("localhost", texts.port(), Codecs.TEXT, StorageLevels.DISK_ONLY)
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.socketStream(
                            "localhost",
                            objects.port(),
                            in -> () -> new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                                    .lines()
                                    .map(line -> "object " + line)
                                    .iterator(),
                            StorageLevels.MEMORY_AND_DISK_SER)
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();
            try (TextServer.Client one = lines.client();
                    TextServer.Client two = bytes.client();
                    TextServer.Client three = texts.client();
                    TextServer.Client four = objects.client()) {
                one.send("line\n");
                two.send(frame("raw"));
                three.send(frame("text"));
                four.send("x\n");
                await("line", "bytes raw", "text", "object x");
            }
        }
    }

    @Test
    void shouldUniteAndShowViewsOfFlatRecords() throws Exception {
        try (TextServer one = new TextServer();
                TextServer two = new TextServer();
                StreamingContext context = StreamingContext.builder("views")
                        .batchInterval(Durations.milliseconds(100))
                        .build()) {
            ViewDStream<Numbered> first = context.socketFrameStream(
                            "localhost", one.port(), NUMBERS, StorageLevels.MEMORY_ONLY)
                    .maxRate(1_000_000)
                    .whenFull(FullPolicy.BLOCK);
            ViewDStream<Numbered> second = context.socketFrameStream("localhost", two.port(), NUMBERS);
            ViewDStream<Numbered> all = first.union(second);
            all.print(1);
            all.print();
            all.map(view -> "number " + view.number()).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            all.foreachRDD((rdd, time) -> {
                if (rdd.count() > 0 && time.greater(new Time(0))) seen.add("counted");
            });
            context.start();
            try (TextServer.Client left = one.client();
                    TextServer.Client right = two.client()) {
                left.send(frame("\1\0\0\0\0\0\0\0"));
                right.send(frame("\2\0\0\0\0\0\0\0"));
                await("number 1", "number 2", "counted");
            }
        }
    }
}

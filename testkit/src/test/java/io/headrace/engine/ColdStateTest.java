package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Durations;
import io.headrace.MapWithStateDStream;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** States of several times the memory that they may have. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ColdStateTest {
    private static final int KEYS = 12_000;
    private static final int STATE_CHARS = 2_000;
    private static final String LIMIT = "25165824";

    private static String state(int key, int version) {
        return (key + "-" + version + " ").repeat(STATE_CHARS / 8);
    }

    /** The state before, as its first word, and the new one. */
    private static String replace(Integer key, Optional<Integer> version, State<String> state) {
        String before = state.exists() ? state.get() : "none ";
        state.update(state(key, version.orElseThrow()));
        return key + " " + before.substring(0, before.indexOf(' ')) + " " + before.length();
    }

    @Test
    void shouldKeepMoreStatesThanFitIntoMemory() throws Exception {
        RandomGenerator random = Seed.random("ColdStateTest");
        try (StreamTest test = StreamTest.every(
                        Duration.ofSeconds(1),
                        builder -> builder.set("headrace.memory.limit", LIMIT)
                                .set("headrace.block.bytes", "65536")
                                .set("headrace.block.count", "8"))
                .deadline(Duration.ofSeconds(60))) {
            BatchFeed<Tuple2<Integer, Integer>> feed = new BatchFeed<>();
            MapWithStateDStream<Integer, Integer, String, String> mapped = test.stream(feed)
                    .mapToPair(pair -> pair)
                    .mapWithState(StateSpec.function(ColdStateTest::replace).timeout(Durations.seconds(100)));
            Collected<String> given = test.collect(mapped);
            Map<Integer, Integer> model = new HashMap<>();
            List<List<String>> expected = new ArrayList<>();
            for (int batch = 0; batch < 60; batch++) {
                List<Tuple2<Integer, Integer>> records = new ArrayList<>();
                List<String> calls = new ArrayList<>();
                for (int i = 0; i < 400; i++) {
                    int key = batch < 30 ? batch * 400 + i : random.nextInt(KEYS);
                    int version = random.nextInt(1_000);
                    Integer before = model.put(key, version);
                    String old = before == null ? "none " : state(key, before);
                    calls.add(key + " " + old.substring(0, old.indexOf(' ')) + " " + old.length());
                    records.add(new Tuple2<>(key, version));
                }
                feed.batch(records);
                expected.add(calls);
            }
            long needed = model.entrySet().stream()
                    .mapToLong(entry -> state(entry.getKey(), entry.getValue()).length())
                    .sum();
            assertThat(needed).as("bytes of states").isGreaterThan(Long.parseLong(LIMIT));
            for (int batch = 0; batch < 60; batch++) {
                test.advance(1);
                assertThat(given.last().stream().sorted().toList())
                        .as("batch %d", batch)
                        .isEqualTo(expected.get(batch).stream().sorted().toList());
            }
        }
    }
}

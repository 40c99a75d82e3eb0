package io.headrace.bench.nexmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.bench.contest.TinyContest;
import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.bench.input.Input;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All our legs on small events of our own: Beam is not here. */
@Timeout(60)
class NexmarkTest {
    private static final long SEED = 20261129;
    private static final long BEGIN = 1_436_918_400_000L;
    private static final long SECONDS = 34;
    private static final int EVENTS = 3_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void shouldAnswerEachQueryAlikeInEveryLeg(Query query) throws Exception {
        List<NexmarkEvent> events = events();
        NexmarkModel model = new NexmarkModel(query, events);
        assertThat(model.count()).isPositive();
        TinyContest.runOurs(
                Nexmark.scenario(query, to -> {
                    Path file = to.resolve("events.bin");
                    write(events, file);
                    return new Input(file, events.size(), model.count(), model.hash());
                }),
                directory);
    }

    private static void write(List<NexmarkEvent> events, Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            for (NexmarkEvent event : events) event.write(out);
        }
    }

    /** Persons come a little before and a little behind the auctions that name them; a stretch of time has no events. */
    private static List<NexmarkEvent> events() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<NexmarkEvent> events = new ArrayList<>();
        long persons = 0;
        for (int i = 0; i < EVENTS; i++) {
            long time = BEGIN + i * SECONDS * 1_000 / EVENTS;
            if (time >= BEGIN + 21_000 && time < BEGIN + 23_500) continue;
            long person = Math.max(1, persons - 3 + random.nextInt(6));
            switch (random.nextInt(10)) {
                case 0 -> events.add(person(++persons, time, random));
                case 1 ->
                    events.add(new NexmarkEvent(
                            NexmarkEvent.AUCTION,
                            time,
                            1 + i,
                            person,
                            10 + random.nextInt(2),
                            random.nextInt(90),
                            "x"));
                default ->
                    events.add(new NexmarkEvent(
                            NexmarkEvent.BID, time, 123 + random.nextInt(7), person, random.nextInt(40), 0, "yz"));
            }
        }
        return events;
    }

    private static NexmarkEvent person(long id, long time, SplittableRandom random) {
        List<String> states = List.of("OR", "ID", "CA", "WA");
        String text = "Some Body" + random.nextInt(9) + ",Bend," + states.get(random.nextInt(states.size()));
        return new NexmarkEvent(NexmarkEvent.PERSON, time, id, 0, 0, 0, text);
    }
}

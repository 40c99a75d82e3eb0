package io.headrace.exec.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Random changes, checkpoints, merges and restarts, held against plain maps. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CheckpointModelTest {
    private static final int BATCHES = 400;
    private static final int KEYS = 60;

    @TempDir
    Path directory;

    private final RandomGenerator random = Seed.random("CheckpointModelTest");
    private final Map<String, String> keys = new TreeMap<>();
    private final List<String[]> panes = new ArrayList<>(); // tick, text

    @Test
    void shouldHoldWhatAMapHolds() throws IOException {
        run(MemoryBudget.process());
    }

    /** A checkpoint is cut into several segments where memory is short. */
    @Test
    void shouldHoldWhatAMapHoldsWithLittleMemory() throws IOException {
        run(MemoryBudget.process().child("little", 40 << 10));
    }

    private void run(MemoryBudget budget) throws IOException {
        int most = 0;
        Made made = new Made(directory, budget);
        try {
            for (int i = 0; i < BATCHES; i++) {
                batch(made);
                while (random.nextInt(3) == 0 && made.builder.mergeStep()) {
                    // some steps, so that merges are under way when a checkpoint is written
                }
                if (random.nextInt(4) == 0) {
                    Manifest written = made.write();
                    most = Math.max(most, written.segments().size());
                    assertThat(contents(made, written)).isEqualTo(model(made.sequence()));
                }
                if (random.nextInt(20) == 0) {
                    if (made.builder.hasNews()) made.write();
                    made.close();
                    made = new Made(directory, budget);
                    Manifest latest = requireNonNull(
                            LoadedCheckpoints.find(made.directory).latest());
                    assertThat(contents(made, latest)).isEqualTo(model(latest.tick()));
                }
            }
        } finally {
            made.close();
        }
        assertThat(most).as("segments are merged").isBetween(2, 30);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(file -> file.toString().endsWith(".manifest")))
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    private void batch(Made made) throws IOException {
        made.begin();
        for (int i = random.nextInt(30); i > 0; i--) {
            String key = "key " + random.nextInt(KEYS);
            if (random.nextInt(3) == 0) {
                made.remove(key);
                keys.remove(key);
            } else {
                String value = "value ".repeat(random.nextInt(40)) + i;
                made.set(key, value);
                keys.put(key, value);
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            String text = "pane ".repeat(random.nextInt(200)) + i;
            made.pane(text);
            panes.add(new String[] {String.valueOf(made.sequence()), text});
        }
        made.end();
    }

    private Map<String, String> model(long tick) {
        Map<String, String> expected = new TreeMap<>();
        keys.forEach((key, value) -> expected.put("0/3/" + key, value));
        int index = 0;
        for (String[] pane : panes) {
            if (Long.parseLong(pane[0]) <= tick - Made.PANE_TICKS) continue;
            expected.put("1/" + pane[0] + "/" + index++, pane[1]);
        }
        return expected;
    }

    private static Map<String, String> contents(Made made, Manifest manifest) throws IOException {
        made.directory.verify(manifest);
        return Made.read(made.directory, manifest);
    }
}

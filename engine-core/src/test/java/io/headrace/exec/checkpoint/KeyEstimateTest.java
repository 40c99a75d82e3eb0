package io.headrace.exec.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables are laid out for the keys that a checkpoint has, not for the entries of all its segments. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class KeyEstimateTest {
    private static final int KEYS = 3_000;

    @TempDir
    Path directory;

    @Test
    void shouldCountAKeyOfSeveralSegmentsOnce() throws IOException {
        try (Made made = new Made(directory)) {
            set(made, 1);
            set(made, 3);
            Manifest manifest = set(made, 2);
            assertThat(manifest.segments()).hasSizeGreaterThan(1);
            Map<Integer, Long> entries = made.directory.verify(manifest);
            assertThat(entries.get(Made.KEYS)).isGreaterThan(KEYS + KEYS / 3 - 1);
            Map<Integer, Long> keys = KeyEstimate.of(made.directory, manifest, entries);
            assertThat(keys.get(Made.KEYS)).isBetween((long) KEYS, KEYS + KEYS / 50L);
        }
    }

    /** A batch that sets one of so many keys, and a checkpoint. */
    private static Manifest set(Made made, int step) throws IOException {
        made.begin();
        for (int key = 0; key < KEYS; key += step) made.set("key " + key, "value " + step);
        return made.end().write();
    }
}

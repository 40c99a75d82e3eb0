package io.headrace.wal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class StateDirectoryTest {
    private static final byte[] CONTENTS = "what a store wrote".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @TempDir
    Path path;

    @Test
    void shouldGiveTheMarkerBackOnce() throws IOException {
        try (StateDirectory directory = StateDirectory.open(path, "s")) {
            CleanMarker marker = marker(directory);
            directory.putMarker(marker);

            assertThat(directory.takeMarker()).isEqualTo(marker);
            assertThat(directory.takeMarker()).isNull();
        }
    }

    @Test
    void shouldNotTrustAMarkerOfWhichAnyBitWasFlipped() throws IOException {
        try (StateDirectory directory = StateDirectory.open(path, "s")) {
            directory.putMarker(marker(directory));
        }
        Path file = path.resolve("s.clean");
        byte[] written = Files.readAllBytes(file);
        assertThat(CleanMarker.read(file)).isNotNull();
        for (int bit = 0; bit < CleanMarker.LENGTH * 8; bit++) {
            byte[] flipped = written.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            assertThat(CleanMarker.read(file)).as("bit %d", bit).isNull();
        }
    }

    @Test
    void shouldNotTrustAMarkerWhoseFileIsNotWhatItWas() throws IOException {
        try (StateDirectory directory = StateDirectory.open(path, "s")) {
            CleanMarker marker = marker(directory);
            directory.putMarker(marker);
            byte[] flipped = CONTENTS.clone();
            flipped[3] ^= 1;
            Files.write(directory.mapFile(7), flipped);
            assertThat(directory.takeMarker()).isNull();

            directory.putMarker(marker);
            Files.write(directory.mapFile(7), new byte[CONTENTS.length - 1]);
            assertThat(directory.takeMarker()).isNull();

            directory.putMarker(marker);
            Files.delete(directory.mapFile(7));
            assertThat(directory.takeMarker()).isNull();
        }
    }

    @Test
    void shouldKnowItsOwnFilesOnly() throws IOException {
        try (StateDirectory directory = StateDirectory.open(path, "s")) {
            for (String other : new String[] {"s.map", "s.x.map", "s.1.mapp", "t.9.map", "s..map"})
                Files.write(path.resolve(other), CONTENTS);
            assertThat(directory.newestGeneration()).isZero();
            Files.write(directory.mapFile(2), CONTENTS);
            Files.write(directory.mapFile(11), CONTENTS);
            assertThat(directory.newestGeneration()).isEqualTo(11);

            directory.deleteMapsExcept(directory.mapFile(2));

            assertThat(directory.newestGeneration()).isEqualTo(2);
            assertThat(path.resolve("t.9.map")).exists();
        }
    }

    @Test
    void shouldLetOneInAtATime() throws IOException {
        try (StateDirectory directory = StateDirectory.open(path, "s")) {
            assertThat(directory.usableSpace()).isPositive();
            assertThatThrownBy(() -> StateDirectory.open(path, "s"))
                    .isInstanceOf(StateStoreException.class)
                    .hasMessageContaining("is open already");
            StateDirectory.open(path, "another").close();
        }
        StateDirectory.open(path, "s").close();
    }

    private static CleanMarker marker(StateDirectory directory) throws IOException {
        Files.write(directory.mapFile(7), CONTENTS);
        int crc = StateDirectory.forceAndCheck(directory.mapFile(7), CONTENTS.length);
        return new CleanMarker(7, CONTENTS.length, crc, -5, 12, 34, StateSizing.of(1_000, 16, 8), 99);
    }
}

package io.headrace.exec.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class TakenFilesTest {
    private static final FilePosition.Key A = new FilePosition.Key(1, 2);
    private static final FilePosition.Key B = new FilePosition.Key(1, 3);

    private final TakenFiles taken = new TakenFiles(1_000, 50);

    @Test
    void shouldForgetAFileOnlyWhenItsTimeTellsThatItIsOld() {
        taken.took(100, A);
        for (long batch = 100; batch <= 1_100; batch += 100) {
            taken.asked(batch);
            assertThat(taken.has(A) || taken.horizonMillis() > 100)
                    .as("after %d", batch)
                    .isTrue();
        }
        taken.asked(1_101);
        assertThat(taken.has(A)).isFalse();
        assertThat(taken.horizonMillis()).isEqualTo(101);
    }

    @Test
    void shouldCountTheHorizonFromTheBatchBefore() {
        taken.asked(500);
        assertThat(taken.horizonMillis()).as("the start counts").isEqualTo(50);
        taken.asked(2_000);
        assertThat(taken.horizonMillis()).isEqualTo(1_000);
        taken.asked(1_500);
        assertThat(taken.horizonMillis()).as("it does not go back").isEqualTo(1_000);
    }

    @Test
    void shouldTellFilesApart() {
        taken.took(100, A);
        taken.took(100, A);
        assertThat(taken.has(B)).isFalse();
        assertThat(taken.size()).isEqualTo(1);
    }

    @Test
    void shouldReadWhatABlockSays() {
        try (FilePosition position = new FilePosition()) {
            FilePosition.Key key = position.keyOf(Path.of("/data/in/file"));
            assertThat(position.keyOf(Path.of("/data/in/file2"))).isNotEqualTo(key);
            position.set(-5, key, 70, 20);
            byte[] bytes = new byte[FilePosition.LENGTH];
            RawMemory.copyToArray(position.address(), bytes, 0, bytes.length);

            assertThat(FilePosition.batchMillis(bytes)).isEqualTo(-5);
            assertThat(FilePosition.key(bytes)).isEqualTo(key);
            assertThat(FilePosition.horizonMillis(bytes, 75)).isEqualTo(70);
            assertThat(FilePosition.horizonMillis(bytes, 100)).isEqualTo(80);
            assertThat(FilePosition.horizonMillis(Arrays.copyOf(bytes, 24), 100))
                    .isEqualTo(Long.MIN_VALUE);
        }
    }
}

package io.headrace.exec.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Where there is no room for the log, the last checkpoint alone is relied on, once it has been read again. */
@ExtendWith(LeakCheck.class)
class LastCheckpointTest {
    @TempDir
    Path temporary;

    @SuppressWarnings("NullAway.Init") // before each test
    private Made made;

    @BeforeEach
    void makeTwo() throws IOException {
        made = new Made(temporary.resolve("checkpoint"));
        checkpoint("a", 100);
        assertThat(made.builder.neededFrom()).isEqualTo(Manifest.NO_LOG);
        checkpoint("b", 200);
        assertThat(made.builder.neededFrom()).isEqualTo(100);
    }

    @AfterEach
    void close() throws IOException {
        made.close();
    }

    private Manifest checkpoint(String key, long position) throws IOException {
        made.begin().set(key, "1");
        made.builder.endBatch(1, made.sequence(), made.sequence(), made.sequence() * 10, position);
        return made.write();
    }

    @Test
    void shouldNeedNoLogBeforeTheLastOne() throws IOException {
        assertThat(made.builder.relyOnLast()).isTrue();
        assertThat(made.builder.neededFrom()).isEqualTo(200);
        assertThat(made.directory.numbers()).hasSize(1);
        assertThat(made.builder.relyOnLast()).as("a second time").isFalse();
        Manifest third = checkpoint("c", 300);
        assertThat(made.builder.neededFrom()).as("two again").isEqualTo(200);
        assertThat(made.directory.numbers()).hasSize(2);
        assertThat(Made.read(made.directory, third)).isEqualTo(Map.of("0/3/a", "1", "0/3/b", "1", "0/3/c", "1"));
    }

    @Test
    void shouldKeepBothWhenTheLastOneIsDamaged() throws IOException {
        Manifest last = requireNonNull(made.builder.last());
        Path segment = made.directory.segment(
                last.segments().get(last.segments().size() - 1).number());
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length - 1] ^= 1;
        Files.write(segment, bytes);
        assertThatExceptionOfType(CorruptDataException.class).isThrownBy(made.builder::relyOnLast);
        assertThat(made.builder.neededFrom()).isEqualTo(100);
        assertThat(made.directory.numbers()).hasSize(2);
    }
}

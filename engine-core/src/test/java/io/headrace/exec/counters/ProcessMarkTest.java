package io.headrace.exec.counters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMarkTest {
    private static final String AFTER_THE_NAME = " S 1 2 2 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 ";

    @TempDir
    Path proc;

    private void process(String stat) throws IOException {
        Files.createDirectories(proc.resolve("self/ns"));
        Files.deleteIfExists(proc.resolve("self/ns/pid"));
        Files.createSymbolicLink(proc.resolve("self/ns/pid"), Path.of("pid:[4026531836]"));
        Files.createDirectories(proc.resolve("7"));
        Files.writeString(proc.resolve("7/stat"), stat);
    }

    @Test
    void shouldFindTheStartBehindACommandOfAnyName() throws IOException {
        process("7 (a) b (c))" + AFTER_THE_NAME + "123456 5 6 7\n");
        assertThat(ProcessMark.of(proc, 7)).isEqualTo(4026531836L << 32 | 123456);
    }

    @Test
    void shouldKnowNothingOfWhatIsNotThere() throws IOException {
        assertThat(ProcessMark.of(proc, 7)).isEqualTo(ProcessMark.UNKNOWN);
        process("7 (cut short) S 1");
        assertThat(ProcessMark.of(proc, 7)).isEqualTo(ProcessMark.UNKNOWN);
        process("");
        assertThat(ProcessMark.of(proc, 7)).isEqualTo(ProcessMark.UNKNOWN);
        assertThat(ProcessMark.of(proc, 8)).isEqualTo(ProcessMark.UNKNOWN);
    }

    @Test
    void shouldTellProcessesOfOneSpaceOnly() {
        long mark = 5L << 32 | 100;
        assertThat(ProcessMark.isAnother(mark, mark)).isFalse();
        assertThat(ProcessMark.isAnother(mark, mark + 1)).isTrue();
        assertThat(ProcessMark.isAnother(mark, 6L << 32 | 101)).isFalse();
        assertThat(ProcessMark.isAnother(ProcessMark.UNKNOWN, mark)).isFalse();
        assertThat(ProcessMark.isAnother(mark, ProcessMark.UNKNOWN)).isFalse();
    }
}

package io.headrace.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.disk.PlainDisk;
import io.headrace.wal.format.Position;
import io.headrace.wal.scan.LogFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class DurableMarkTest {
    @TempDir
    Path directory;

    @Test
    void shouldOpenNothingWhenItWasClosed() throws IOException {
        List<FileChannel> channels = new ArrayList<>();
        PlainDisk disk = new PlainDisk() {
            @Override
            public void force(FileChannel file) {
                channels.add(file);
            }
        };
        Files.createFile(LogFiles.rollFile(directory, 1));
        DurableMark mark = new DurableMark(directory, disk, 0, List.of(), 1);
        assertThat(mark.advance(Position.of(1, 100), 5)).isTrue();
        mark.close();
        assertThat(mark.advance(Position.of(1, 200), 6)).as("behind the mark").isFalse();
        assertThat(mark.advance(Position.of(1, 100), 5)).as("at the mark").isTrue();
        assertThat(mark.sequence()).isEqualTo(5);
        assertThat(channels).hasSize(1).noneMatch(FileChannel::isOpen);
    }
}

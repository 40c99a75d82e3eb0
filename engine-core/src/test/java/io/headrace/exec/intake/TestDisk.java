package io.headrace.exec.intake;

import io.headrace.wal.disk.PlainDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A disk that is full, or fails, when the test says so. */
final class TestDisk extends PlainDisk {
    volatile boolean full;
    volatile boolean failing;

    @Override
    public boolean reserve(Path file, long bytes) throws IOException {
        return !full && super.reserve(file, bytes);
    }

    @Override
    public void force(FileChannel file) throws IOException {
        if (failing) throw new IOException("the disk does not answer");
        super.force(file);
    }
}

package io.headrace.memory.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file on a disk that is full when the test says so, and that lets the test look in while a block is written. */
final class FullDisk extends UninterruptibleFile {
    volatile boolean full;
    volatile Runnable during = () -> {};

    FullDisk(Path path) throws IOException {
        super(path);
    }

    @Override
    void write(ByteBuffer buffer, long offset) throws IOException {
        during.run();
        if (full) throw new IOException("No space left on device");
        super.write(buffer, offset);
    }
}

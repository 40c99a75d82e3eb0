package io.headrace.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file, from its beginning to where it ended when it was opened.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FileInput implements ByteInput {
    private final Path file;
    private final FileChannel channel;
    private long left;

    FileInput(Path file) throws IOException {
        this.file = file;
        channel = FileChannel.open(file, StandardOpenOption.READ);
        boolean done = false;
        try {
            left = channel.size();
            done = true;
        } finally {
            if (!done) channel.close();
        }
    }

    @Override
    public String label() {
        return "file " + file;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (left == 0) return -1;
        if (to.remaining() > left) to.limit(to.position() + (int) left);
        int read = channel.read(to);
        if (read < 0) throw new IOException("it became " + left + " bytes shorter while it was read");
        left -= read;
        return read;
    }

    @Override
    public int ended() {
        return PolledSource.ENDED;
    }

    @Override
    public String cutOff() {
        return "cut off by the end of the file";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

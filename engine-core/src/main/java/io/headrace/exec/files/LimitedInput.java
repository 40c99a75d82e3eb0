package io.headrace.exec.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The first bytes of a stream.
 *
 * <p><b>Threading:</b> one thread.
 */
final class LimitedInput extends FilterInputStream {
    private long left;

    LimitedInput(InputStream in, long length) {
        super(in);
        left = length;
    }

    @Override
    public int read() throws IOException {
        if (left == 0) return -1;
        int read = in.read();
        if (read >= 0) left--;
        return read;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (left == 0 && length > 0) return -1;
        int read = in.read(bytes, from, (int) Math.min(length, left));
        if (read > 0) left -= read;
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = in.skip(Math.min(bytes, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How many bytes a second the disk takes when every 16 MiB are forced. A few seconds cannot see what a disk does in hours (a cloud
 * disk's credit, a flash disk's own cache): who knows better says so in a file of costs.
 */
final class DiskStep implements Step {
    private static final int CHUNK = 1 << 20;
    private static final int CHUNKS_PER_FORCE = 16;
    private static final long MOST_BYTES = 2L << 30;
    private static final long NANOS = 3_000_000_000L;

    @Override
    public String what() {
        return "filling the disk";
    }

    @Override
    public Map<Cost, Double> measure(Path directory, Effort effort) throws IOException {
        long room = Files.getFileStore(directory).getUsableSpace() / 4;
        long most = Math.min(room, effort.bytes(MOST_BYTES));
        long nanos = (long) (NANOS * effort.share());
        try (FileChannel channel =
                FileChannel.open(directory.resolve("fill"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer chunk = noise();
            long written = 0;
            long begin = System.nanoTime();
            do {
                for (int i = 0; i < CHUNKS_PER_FORCE; i++) written += write(channel, chunk, written);
                channel.force(false);
            } while (written < most && System.nanoTime() - begin < nanos);
            return Map.of(Cost.DISK_BANDWIDTH, written / ((System.nanoTime() - begin) / 1e9));
        }
    }

    private static int write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        bytes.clear();
        while (bytes.hasRemaining()) channel.write(bytes, at + bytes.position());
        return bytes.capacity();
    }

    /** Bytes that no file system can make smaller. */
    private static ByteBuffer noise() {
        byte[] bytes = new byte[CHUNK];
        new SplittableRandom(1).nextBytes(bytes);
        return ByteBuffer.allocateDirect(CHUNK).put(bytes);
    }
}

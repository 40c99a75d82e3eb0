package io.headrace.sink;

import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file that says which batch of a {@link FileSink} was the last: replacing it is the commit.
 *
 * <pre>
 *   headrace file sink 1
 *   batch 3-1042
 *   time 1764086400010
 *   crc32c 1f0e3dad          over the lines above
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class FileManifest {
    static final String FILE_NAME = ".manifest";
    private static final String FORMAT = "headrace file sink ";
    private static final String VERSION = "1";
    private static final int LINES = 4;

    private final Path file;
    private final Path fresh;
    private final boolean forces;

    /** @param forces whether what is written must survive a power cut */
    FileManifest(Path directory, boolean forces) {
        file = directory.resolve(FILE_NAME);
        fresh = directory.resolve(FILE_NAME + ".new");
        this.forces = forces;
    }

    /** Null when there is none. */
    @Nullable
    SinkBatch read() throws IOException {
        if (Files.notExists(file)) return null;
        // Any byte is a character of this set: what is damaged is named, and not what a decoder says of it.
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        String first = lines.isEmpty() ? "" : lines.get(0);
        if (first.startsWith(FORMAT) && !first.equals(FORMAT + VERSION))
            throw damaged("is of format " + first.substring(FORMAT.length()) + ", and this version reads " + VERSION);
        if (lines.size() != LINES || !lines.get(LINES - 1).equals(checksum(lines))) throw damaged("is damaged");
        try {
            return new SinkBatch(
                    BatchId.parse(value(lines.get(1), "batch ")), Long.parseLong(value(lines.get(2), "time ")));
        } catch (IllegalArgumentException e) {
            throw damaged("is damaged: " + e.getMessage());
        }
    }

    /** @param how it cannot be believed */
    IOException damaged(String how) {
        return new IOException(file + " " + how + ". It names the last batch of these files; without it batches may be"
                + " written twice. Restore it, or begin with an empty directory");
    }

    private static String value(String line, String word) {
        if (!line.startsWith(word)) throw new IllegalArgumentException("\"" + line + "\" is no line \"" + word + "…\"");
        return line.substring(word.length());
    }

    private static String checksum(List<String> lines) {
        CRC32C crc = new CRC32C();
        for (String line : lines.subList(0, LINES - 1)) crc.update((line + "\n").getBytes(StandardCharsets.UTF_8));
        return "crc32c " + Long.toHexString(crc.getValue());
    }

    /** The batch is the last one, in one step. */
    void write(SinkBatch batch) throws IOException {
        List<String> lines = List.of(FORMAT + VERSION, "batch " + batch.id(), "time " + batch.timeMillis(), "");
        String text = String.join("\n", lines.subList(0, LINES - 1)) + "\n" + checksum(lines) + "\n";
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) channel.write(bytes);
            if (forces) channel.force(true);
        }
        CrashPoints.io(CrashPoint.IN_SINK_MANIFEST);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

package io.headrace.log;

import io.headrace.memory.codec.Codec;
import io.headrace.source.PolledSource;
import io.headrace.source.SourceFactory;
import io.headrace.wal.disk.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The rows that a {@link LogSink} of another program has committed, batch by batch, each in the order of its partitions. It gives
 * positions, so each row is in one batch of the reading program, whichever of the two is killed. Batches of the two do not match: where the
 * reading program cuts its own is up to its interval.
 *
 * <p>It begins with the oldest batch that is there as a whole, and waits where the log ends; when there is no log yet, it looks again now and
 * then.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class LogSource implements SourceFactory {
    private static final long serialVersionUID = 1;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");

    private final String directory;
    private final String reader;
    private final String codecId;

    private LogSource(String directory, String reader, String codecId) {
        this.directory = directory;
        this.reader = reader;
        this.codecId = codecId;
    }

    /**
     * Reads the log in that directory.
     *
     * @param reader tells this reader from others of the same log, over all starts: the log keeps what it has not read
     * @param codec of the id that the sink has
     */
    public static LogSource of(Path directory, String reader, Codec<?> codec) {
        if (!NAME.matcher(reader).matches())
            throw new IllegalArgumentException("a reader of a log is named \"" + reader
                    + "\"; give 1 to 64 letters, digits, dots, dashes and underscores, no dot in front");
        return new LogSource(directory.toAbsolutePath().toString(), reader, codec.id());
    }

    @Override
    public PolledSource open(byte[] position) throws IOException {
        Path log = Path.of(directory);
        if (Files.notExists(SinkLogDirectory.end(log)))
            throw new IOException("there is no log of a sink in " + log + " yet; it is waited for");
        Path own = Files.createDirectories(SinkLogDirectory.reader(log, reader));
        DirectoryLock lock = DirectoryLock.acquire(own);
        PolledLog opened = null;
        try {
            opened = new PolledLog(log, own, codecId, position, lock);
            return opened;
        } finally {
            if (opened == null) lock.close();
        }
    }

    @Override
    public String toString() {
        return "log " + directory + " as " + reader;
    }
}

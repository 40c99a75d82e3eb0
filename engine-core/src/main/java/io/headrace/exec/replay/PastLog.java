package io.headrace.exec.replay;

import io.headrace.StreamingException;
import io.headrace.exec.checkpoint.CheckpointDirectory;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.memory.CorruptDataException;
import io.headrace.wal.Log;
import io.headrace.wal.format.Position;
import io.headrace.wal.scan.LogEnd;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogReader;
import io.headrace.wal.scan.LogReaders;
import io.headrace.wal.scan.Roll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log and the checkpoints of a context's directory, only looked at: no lock is taken and nothing is written. A context may be using it;
 * then this is what there was when it was opened, as long as that is not trimmed.
 *
 * <p><b>Threading:</b> immutable; it says what was there when it was made.
 */
public final class PastLog implements LogReaders {
    private static final long FIRST_ROLL = 1;

    private final Path context;
    private final Path directory;
    private final LogEnd end;
    private final CheckpointDirectory checkpoints;

    private PastLog(Path context, LogEnd end) {
        this.context = context;
        this.end = end;
        directory = context.resolve(Log.DIRECTORY_NAME);
        checkpoints = new CheckpointDirectory(context.resolve(CheckpointDirectory.DIRECTORY_NAME));
    }

    /**
     * Of a context's directory.
     *
     * @throws CorruptDataException when it cannot be told where the log ends
     */
    public static PastLog open(Path context) throws IOException {
        if (!Files.isDirectory(context))
            throw new StreamingException(context + " is not a directory: give the one of a context, which holds log/");
        LogEnd end = LogEnd.find(context.resolve(Log.DIRECTORY_NAME)).orThrow();
        if (end.sequence() == 0)
            throw new StreamingException("there is no log in " + context + ", so no batch can be run again: a context"
                    + " writes one when it has a directory, and headrace.log.durability is not OFF");
        return new PastLog(context, end);
    }

    public Path context() {
        return context;
    }

    public LogEnd end() {
        return end;
    }

    public CheckpointDirectory checkpoints() {
        return checkpoints;
    }

    @Override
    public LogReader reader() throws IOException {
        return new LogReader(directory, end::position);
    }

    /** Readers of what stands before a place, as if the log ended there. */
    public LogReaders upTo(long position) {
        return () -> new LogReader(directory, () -> position);
    }

    /** Whether what stands at a place has not been trimmed, now. */
    public boolean has(long position) throws IOException {
        List<Roll> rolls = LogFiles.list(directory).rolls();
        if (position == Position.START) return !rolls.isEmpty() && rolls.get(0).ordinal() == FIRST_ROLL;
        long ordinal = Position.ordinal(position);
        return position < end.position() && rolls.stream().anyMatch(roll -> roll.ordinal() == ordinal);
    }

    /** The manifests from which state can be rebuilt that is older than a batch, the latest first; damaged ones are passed over. */
    public List<Manifest> manifestsBefore(long sequence) throws IOException {
        List<Manifest> found = new ArrayList<>();
        for (long number : checkpoints.numbers()) {
            Manifest manifest = manifest(number);
            if (manifest == null || !manifest.hasLog() || manifest.logId() != end.logId()) continue;
            if (manifest.batch().sequence() < sequence && has(manifest.recoverFrom())) found.add(manifest);
        }
        return found;
    }

    private @Nullable Manifest manifest(long number) throws IOException {
        try {
            return checkpoints.read(number);
        } catch (CorruptDataException e) {
            return null; // the log may do without it; when it cannot, that is said
        }
    }

    /** The latest checkpoint before a batch, every byte of which was read; null when there is none that is whole. */
    public @Nullable Manifest checkpointBefore(long sequence) throws IOException {
        for (Manifest manifest : manifestsBefore(sequence)) if (isWhole(manifest)) return manifest;
        return null;
    }

    private boolean isWhole(Manifest manifest) throws IOException {
        try {
            checkpoints.verify(manifest);
            return true;
        } catch (CorruptDataException e) {
            return false; // an older one does as well: there is more to apply
        }
    }
}

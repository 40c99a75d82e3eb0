package io.headrace.wal.scan;

import io.headrace.memory.CorruptDataException;
import io.headrace.wal.format.BootId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a log that nobody is writing ends, and what whoever goes on with it must know.
 *
 * @param position behind the last record: exclusive
 * @param sequence of the last record; 0 for an empty log
 * @param durableSequence records up to here were known to be on the disk, by what the log itself says
 * @param logId 0 for an empty log
 * @param closedInOrder whether the last incarnation said so
 * @param dictionary the payloads of all TYPE records, in order
 * @param settings of the last CONFIG record
 * @param unusedTail whether the last roll holds zeros only behind the end: space that may be given back
 * @param cutOff rolls behind a place where a power cut ended the log: not part of it any more
 * @param notes what people should know: a torn record, a power cut
 * @param damage set when the end cannot be told from a loss; then nobody may write on
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record LogEnd(
        long position,
        long sequence,
        long durableSequence,
        long logId,
        boolean closedInOrder,
        List<byte[]> dictionary,
        byte[] settings,
        boolean unusedTail,
        List<Roll> cutOff,
        List<String> notes,
        @Nullable Damage damage) {

    private static final int ATTEMPTS = 10;

    /** Finds the end of the log in {@code logDirectory}, as seen under the running operating system. */
    public static LogEnd find(Path logDirectory) throws IOException {
        return find(logDirectory, BootId.current());
    }

    /** As {@link #find(Path)}, under another run of the operating system. */
    public static LogEnd find(Path logDirectory, BootId now) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try (EndFinder finder = new EndFinder(logDirectory, now)) {
                return finder.find();
            } catch (NoSuchFileException e) {
                // Trimmed between the listing and the look, when somebody writes; a dangling link stays what it is.
                if (attempt == ATTEMPTS) throw e;
            }
        }
    }

    /** This end, or an exception when it is damaged. */
    public LogEnd orThrow() {
        if (damage == null) return this;
        throw new CorruptDataException(
                damage + ". Nothing was changed: put the file back from a copy, or begin with an empty directory;"
                        + " `headrace wal verify` shows the whole log");
    }
}

package io.headrace.exec.files;

import io.headrace.exec.journal.RecoveredStream;
import io.headrace.memory.codec.Codec;
import io.headrace.plan.InputSpec;
import io.headrace.source.SourceFactory;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Makes the sources of inputs of files.
 *
 * <p><b>Threading:</b> the starting thread; what it answers is opened by the receiver's.
 */
public final class FileInputs {
    /** File systems stamp files by a clock that lags behind: a file that was written just now may look so much older. */
    private static final long STAMP_STEP_MILLIS = 10;

    private FileInputs() {}

    /**
     * How the input's reader is opened.
     *
     * @param isWatched whether somebody wants to know which files a batch has
     * @param codec of what the user's reader makes
     * @param rememberMillis files older than this, seen from the batch before, are not looked at
     * @param zeroMillis when the directory was first used
     * @param startMillis the clock's time at this start
     * @param recovered what the log has of the input
     */
    public static SourceFactory source(
            InputSpec.Files spec,
            FileTicks ticks,
            BooleanSupplier isWatched,
            Codec<?> codec,
            long rememberMillis,
            long zeroMillis,
            long startMillis,
            RecoveredStream recovered) {
        boolean isFirst = recovered.lastBatchMillis() == RecoveredStream.NO_BATCH;
        TakenFiles taken = isFirst
                ? new TakenFiles(
                        rememberMillis, startMillis - (spec.newFilesOnly() ? STAMP_STEP_MILLIS : rememberMillis))
                : goOn(spec.newFilesOnly(), rememberMillis, zeroMillis, recovered);
        Path directory = Path.of(spec.directory()).toAbsolutePath().normalize();
        return position -> new FileSource(
                spec.label(),
                ticks,
                new TickFiles(isWatched),
                new FileSearch(spec.label(), directory, spec.filter()),
                new FileOpener(spec.format(), codec),
                taken,
                isFirst);
    }

    /**
     * As if the input had never been down: with the files of the last minute, and no horizon but theirs. Where it remembers for longer now, the
     * horizon stays where it was until that is over: what was taken before is not known any more.
     */
    private static TakenFiles goOn(
            boolean newFilesOnly, long rememberMillis, long zeroMillis, RecoveredStream recovered) {
        long begin = newFilesOnly ? zeroMillis - STAMP_STEP_MILLIS : Long.MIN_VALUE;
        long known = FilePosition.horizonMillis(recovered.sourcePosition(), recovered.lastBatchMillis());
        TakenFiles taken = new TakenFiles(rememberMillis, Math.max(begin, known));
        for (RecoveredStream.Marked block : recovered.marked())
            taken.took(FilePosition.batchMillis(block.position()), FilePosition.key(block.position()));
        // Without a log only the time tells what was taken: none is taken twice, and one that was stamped late is
        // passed over.
        taken.asked(recovered.lastBatchMillis() + (recovered.hasMarks() ? 0 : rememberMillis));
        return taken;
    }
}

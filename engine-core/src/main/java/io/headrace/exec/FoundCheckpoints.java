package io.headrace.exec;

import io.headrace.StreamingException;
import io.headrace.exec.checkpoint.CheckpointDirectory;
import io.headrace.exec.checkpoint.LoadedCheckpoints;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.exec.checkpoint.OperatorRecord;
import io.headrace.exec.journal.DictionaryEntry;
import io.headrace.exec.journal.JournalTypes;
import io.headrace.memory.CorruptDataException;
import io.headrace.wal.Log;
import io.headrace.wal.format.Position;
import io.headrace.wal.scan.LogEnd;
import io.headrace.wal.scan.LogFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints in a directory, held against its log: a checkpoint is of use only where the log behind it is there.
 *
 * <p><b>Threading:</b> the starting thread, under the directory's lock.
 */
record FoundCheckpoints(Path context, CheckpointDirectory directory, LoadedCheckpoints loaded) {
    private static final Logger LOG = LoggerFactory.getLogger(FoundCheckpoints.class);

    static FoundCheckpoints in(Path context) throws IOException {
        CheckpointDirectory directory = new CheckpointDirectory(context.resolve(CheckpointDirectory.DIRECTORY_NAME));
        LoadedCheckpoints loaded = LoadedCheckpoints.find(directory);
        Manifest latest = loaded.latest();
        for (String damage : loaded.damages())
            LOG.warn(
                    "{}; it is passed over, and {} is gone on from",
                    damage,
                    latest == null ? "the whole log, for no checkpoint is left," : latest);
        return new FoundCheckpoints(context, directory, loaded);
    }

    /** Without a log: there must never have been one here, or its batches would be forgotten. */
    void mustDoWithoutLog() throws IOException {
        Path log = context.resolve(Log.DIRECTORY_NAME);
        boolean isLog = !LogFiles.list(log).rolls().isEmpty()
                && LogEnd.find(log).orThrow().sequence() > 0;
        Manifest latest = loaded.latest();
        if (latest == null && !loaded.damages().isEmpty())
            throw new CorruptDataException("no checkpoint in " + directory.path() + " is whole, and there is no log: "
                    + loaded.damages() + "; put the files back from a copy, or begin with an empty directory");
        if (!isLog && (latest == null || !latest.hasLog())) return;
        throw new StreamingException(
                "the directory " + context + " was begun with a log, and durability OFF would forget"
                        + " what it holds: set headrace.log.durability to what it was, or begin with an empty directory");
    }

    /** The checkpoints as a start with this log can use them. */
    LoadedCheckpoints before(Log log, JournalTypes types) throws IOException {
        Manifest latest = loaded.latest();
        if (latest == null) return loaded;
        if (!latest.hasLog())
            throw new StreamingException(
                    "the directory " + context + " was begun at durability OFF, and its checkpoints go"
                            + " on without a log: set headrace.log.durability=OFF, or begin with an empty directory");
        if (latest.logId() != log.logId())
            throw new StreamingException(
                    latest + " in " + directory.path() + " belongs to another log than the one that is"
                            + " there: put back the log that it was made with, or begin with an empty directory");
        mustReach(latest, log);
        for (OperatorRecord operator : latest.operators()) mustBeKnown(latest, operator, types);
        return loaded;
    }

    private void mustReach(Manifest latest, Log log) throws IOException {
        long from = latest.recoverFrom();
        long oldest = LogFiles.list(context.resolve(Log.DIRECTORY_NAME))
                .rolls()
                .get(0)
                .ordinal();
        if (from == Position.START || (Position.ordinal(from) >= oldest && from < log.endPosition())) return;
        throw new CorruptDataException(latest + " goes on at " + Position.describe(from)
                + " of the log, which has roll "
                + oldest + " to " + Position.describe(log.endPosition()) + ": put the missing files back, or begin"
                + " with an empty directory");
    }

    private static void mustBeKnown(Manifest latest, OperatorRecord operator, JournalTypes types) {
        DictionaryEntry stored = latest.operator(operator.number());
        boolean isNew = operator.lastTick() < 0; // it may not have reached the log
        if (isNew || types.operators().contains(stored)) return;
        throw new CorruptDataException(
                latest + " has " + stored + ", and the log's dictionary has " + types.operators());
    }
}

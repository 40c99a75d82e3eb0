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
import io.headrace.wal.scan.Roll;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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
                    "{}; it is passed over, and {}",
                    damage,
                    latest == null ? "no checkpoint is left" : latest + " is gone on from");
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

    /** The log that goes on behind the checkpoint must be there. */
    void mustFit(LogEnd end) throws IOException {
        Manifest latest = loaded.latest();
        if (latest == null) return;
        if (!latest.hasLog())
            throw new StreamingException(
                    "the directory " + context + " was begun at durability OFF, and its checkpoints go"
                            + " on without a log: set headrace.log.durability=OFF, or begin with an empty directory");
        if (end.sequence() == 0)
            throw new CorruptDataException(
                    latest + " in " + directory.path() + " goes on in the log, and there is none in "
                            + context.resolve(Log.DIRECTORY_NAME) + ": put it back, or begin with an empty directory");
        if (latest.logId() != end.logId())
            throw new StreamingException(
                    latest + " in " + directory.path() + " belongs to another log than the one that is"
                            + " there: put back the log that it was made with, or begin with an empty directory");
        mustReach(latest, end);
    }

    private void mustReach(Manifest latest, LogEnd end) throws IOException {
        long from = latest.recoverFrom();
        List<Roll> rolls = LogFiles.list(context.resolve(Log.DIRECTORY_NAME)).rolls();
        boolean isThere = rolls.stream().anyMatch(roll -> roll.ordinal() == Position.ordinal(from));
        if (from == Position.START || (isThere && from < end.position())) return;
        throw new CorruptDataException(latest + " goes on at " + Position.describe(from)
                + " of the log, which has the rolls "
                + rolls.stream().map(roll -> String.valueOf(roll.ordinal())).collect(Collectors.joining(", "))
                + " up to "
                + Position.describe(end.position()) + ": put the missing files back, or begin"
                + " with an empty directory");
    }

    /** The log must know the streams whose state the checkpoint has. */
    void mustBeKnown(JournalTypes types) {
        Manifest latest = loaded.latest();
        if (latest == null) return;
        for (OperatorRecord operator : latest.operators()) mustBeKnown(latest, operator, types);
    }

    private static void mustBeKnown(Manifest latest, OperatorRecord operator, JournalTypes types) {
        DictionaryEntry stored = latest.operator(operator.number());
        boolean isNew = operator.lastTick() < 0; // it may not have reached the log
        if (isNew || types.operators().contains(stored)) return;
        throw new CorruptDataException(
                latest + " has " + stored + ", and the log's dictionary has " + types.operators());
    }
}

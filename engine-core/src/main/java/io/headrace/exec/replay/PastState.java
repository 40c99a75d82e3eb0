package io.headrace.exec.replay;

import io.headrace.exec.checkpoint.CheckpointBuilder;
import io.headrace.exec.checkpoint.CheckpointDirectory;
import io.headrace.exec.checkpoint.CheckpointFacts;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.exec.checkpoint.OperatorRecord;
import io.headrace.exec.checkpoint.SegmentInfo;
import io.headrace.exec.journal.ContextSettings;
import io.headrace.exec.journal.JournalTypes;
import io.headrace.memory.MemoryBudget;
import io.headrace.wal.disk.PlainDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a time in the past while it is being put together, as a start does it: a checkpoint, and what batches behind it changed. What finds
 * no room in memory goes to a temporary directory, which has links to the checkpoint's segments: nothing is written beside those.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class PastState implements AutoCloseable {
    private final Path temporary;
    private final CheckpointBuilder builder;

    /**
     * Begins.
     *
     * @param checkpoint of the log's directory; null for none
     * @param streams that remember
     */
    public PastState(
            PastLog log,
            @Nullable Manifest checkpoint,
            ContextSettings settings,
            JournalTypes types,
            List<ComparedStream> streams,
            MemoryBudget budget)
            throws IOException {
        temporary = Files.createTempDirectory("headrace-replay-");
        boolean done = false;
        try {
            CheckpointDirectory own = new CheckpointDirectory(temporary);
            if (checkpoint != null) link(checkpoint, log.checkpoints(), own);
            CheckpointFacts facts = new CheckpointFacts(
                    own,
                    new PlainDisk(),
                    InstantSource.system(),
                    settings,
                    types,
                    operators(checkpoint, streams),
                    log.end().logId(),
                    budget);
            builder = new CheckpointBuilder(facts, checkpoint == null ? List.of() : List.of(checkpoint), 0);
            done = true;
        } finally {
            if (!done) delete();
        }
    }

    private static void link(Manifest checkpoint, CheckpointDirectory from, CheckpointDirectory to) throws IOException {
        for (SegmentInfo segment : checkpoint.segments())
            Files.createSymbolicLink(
                    to.segment(segment.number()), from.segment(segment.number()).toAbsolutePath());
    }

    private static List<OperatorRecord> operators(@Nullable Manifest checkpoint, List<ComparedStream> streams) {
        Map<Integer, Long> lastTicks = new HashMap<>();
        if (checkpoint != null)
            for (OperatorRecord known : checkpoint.operators()) lastTicks.put(known.number(), known.lastTick());
        List<OperatorRecord> operators = new ArrayList<>();
        for (ComparedStream stream : streams)
            operators.add(new OperatorRecord(
                    stream.operator(), stream.site(), stream.form(), lastTicks.getOrDefault(stream.operator(), -1L)));
        return operators;
    }

    public CheckpointBuilder builder() {
        return builder;
    }

    private void delete() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(temporary)) {
            all = files.toList();
        }
        for (Path file : all) Files.deleteIfExists(file);
        Files.deleteIfExists(temporary);
    }

    @Override
    public void close() throws IOException {
        try {
            builder.close();
        } finally {
            delete();
        }
    }
}

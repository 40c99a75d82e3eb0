package io.headrace.exec.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges a run of segments into one, step by step.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class SegmentMerge implements AutoCloseable {
    private final CheckpointFacts facts;
    private final List<SegmentInfo> run;
    private final long number;
    private final EntryCursor entries;
    private final SegmentWriter writer;
    private boolean isDone;

    /** @param isBase whether the run begins with the oldest segment */
    SegmentMerge(CheckpointFacts facts, List<SegmentInfo> run, boolean isBase, PaneLife life, long number)
            throws IOException {
        this.facts = facts;
        this.run = List.copyOf(run);
        this.number = number;
        entries = facts.directory().merged(run, isBase, life);
        boolean open = false;
        try {
            writer = new SegmentWriter(facts.directory().newSegment(number), number);
            open = true;
        } finally {
            if (!open) entries.close();
        }
    }

    List<SegmentInfo> run() {
        return run;
    }

    long number() {
        return number;
    }

    /** Goes on for about so many bytes: the whole segment when that was the last step, else null. */
    @Nullable
    SegmentInfo step(long bytes) throws IOException {
        long end = writer.bytes() + bytes;
        while (writer.bytes() < end) {
            if (!entries.next()) {
                SegmentInfo merged = writer.finish(facts.disk());
                isDone = true;
                return merged;
            }
            writer.add(entries);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        try {
            entries.close();
        } finally {
            writer.close();
        }
        if (!isDone) Files.deleteIfExists(facts.directory().segment(number));
    }
}

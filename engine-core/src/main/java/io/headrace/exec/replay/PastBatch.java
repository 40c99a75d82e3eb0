package io.headrace.exec.replay;

import io.headrace.ReplayBatch;
import io.headrace.Time;
import io.headrace.sink.BatchId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A batch as the log has it.
 *
 * <p><b>Threading:</b> filled by the thread that scans, read by any after that.
 */
public final class PastBatch {
    private final BatchId id;
    private final long timeMillis;
    private long firstPosition;
    private long records;
    private boolean hasBlocks = true;
    private boolean isCommitted;
    private long commitPosition;
    private final Set<String> leftOut = new LinkedHashSet<>();
    private final List<Long> parts = new ArrayList<>();

    /** @param position of its ALLOC */
    PastBatch(BatchId id, long timeMillis, long position) {
        this.id = id;
        this.timeMillis = timeMillis;
        firstPosition = position;
    }

    public BatchId id() {
        return id;
    }

    public long sequence() {
        return id.sequence();
    }

    /** Whether the log has all that it consists of. */
    public boolean hasBlocks() {
        return hasBlocks;
    }

    public boolean isCommitted() {
        return isCommitted;
    }

    /** Where its COMMIT stands. */
    public long commitPosition() {
        return commitPosition;
    }

    /** Where its changes of state stand. */
    public List<Long> parts() {
        return parts;
    }

    /** Where the first of what it consists of stands. */
    public long firstPosition() {
        return firstPosition;
    }

    void brings(long count, long position) {
        records += count;
        firstPosition = Math.min(firstPosition, position);
    }

    void lacksBlocks() {
        hasBlocks = false;
    }

    /** Records may be named again when it runs again. */
    void leavesOut(String record) {
        leftOut.add(record);
    }

    void part(int part, long position) {
        if (part == 0) parts.clear(); // it runs again
        parts.add(position);
    }

    void committed(long position, int ofParts) {
        isCommitted = true;
        commitPosition = position;
        if (ofParts == 0) parts.clear();
    }

    /** For people. */
    public ReplayBatch shown() {
        return new ReplayBatch(id, new Time(timeMillis), records, leftOut.size(), isCommitted);
    }

    @Override
    public String toString() {
        return "batch " + id + " of " + timeMillis + " ms";
    }
}

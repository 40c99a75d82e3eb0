package io.headrace.exec.replay;

import io.headrace.ReplayProgress;
import io.headrace.exec.journal.AllocRecord;
import io.headrace.exec.journal.CommitRecord;
import io.headrace.exec.journal.DeltaRecord;
import io.headrace.exec.journal.DictionaryEntry;
import io.headrace.exec.journal.SkipRecord;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockHealth;
import io.headrace.memory.block.BlockReader;
import io.headrace.sink.BatchId;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordLayout;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log for the batches that are in it: of each what it consists of, what it changed, and whether it was done.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class PastScan {
    /** Until the end of the log. */
    public static final long ALL = Long.MAX_VALUE;

    private record FreeBlock(long sequence, int records, long position) {}

    private final PastLog log;
    private final ReplayProgress progress;
    private final List<PastBatch> batches = new ArrayList<>();
    private final Map<Long, PastBatch> open = new HashMap<>();
    private final Map<Integer, ArrayDeque<FreeBlock>> free = new HashMap<>();
    private final Set<Integer> begun = new HashSet<>();
    private long firstSequence;

    private final BlockReader block = new BlockReader();
    private final AllocRecord alloc = new AllocRecord();
    private final DeltaRecord delta = new DeltaRecord();
    private final SkipRecord skip = new SkipRecord();
    private final CommitRecord commit = new CommitRecord();

    private PastScan(PastLog log, ReplayProgress progress) {
        this.log = log;
        this.progress = progress;
    }

    /**
     * Reads.
     *
     * @param from where to begin; {@link Position#START} with the oldest record
     * @param until the number of the batch with whose COMMIT to end, or {@link #ALL}
     */
    public static PastScan of(PastLog log, long from, long until, ReplayProgress progress) throws IOException {
        PastScan scan = new PastScan(log, progress);
        try (LogReader reader = log.reader()) {
            scan.read(reader, from, until);
        }
        return scan;
    }

    private void read(LogReader reader, long from, long until) throws IOException {
        boolean any = from == Position.START && reader.next();
        if (from != Position.START) {
            reader.read(from);
            any = true;
        }
        firstSequence = any ? reader.sequence() : 0;
        for (boolean more = any; more && !isDone(until); more = reader.next()) record(reader);
    }

    private boolean isDone(long sequence) {
        PastBatch found = batch(sequence);
        return found != null && found.isCommitted();
    }

    private void record(LogReader reader) {
        long address = reader.payloadAddress();
        int length = reader.payloadLength();
        switch (reader.type()) {
            case TYPE -> type(reader, address, length);
            case BLOCK -> block(reader, address, length);
            case ALLOC -> alloc(reader, alloc.wrap(address, length));
            case SKIP -> skip(skip.wrap(address, length));
            case DELTA -> delta(reader, delta.wrap(address, length));
            case COMMIT -> commit(reader, commit.wrap(address, length));
            default -> {} // says nothing of a batch
        }
    }

    private void type(LogReader reader, long address, int length) {
        if ((reader.flags() & RecordLayout.FLAG_REPEATED) != 0) return;
        byte[] bytes = new byte[length];
        RawMemory.copyToArray(address, bytes, 0, length);
        DictionaryEntry entry = DictionaryEntry.decode(bytes);
        if (entry.kind() == DictionaryEntry.Kind.OPERATOR) begun.add(entry.number());
    }

    private void block(LogReader reader, long address, int length) {
        if (block.wrapTrusted(address, length) != BlockHealth.SOUND)
            throw new CorruptDataException("record " + reader.sequence() + " at " + Position.describe(reader.position())
                    + ": the block is none: " + block.problem());
        free.computeIfAbsent(block.streamId(), id -> new ArrayDeque<>())
                .addLast(new FreeBlock(block.sequence(), block.recordCount(), reader.position()));
    }

    private void alloc(LogReader reader, AllocRecord record) {
        BatchId id = new BatchId(record.incarnation(), record.sequence());
        PastBatch batch = new PastBatch(id, record.timeMillis(), reader.position());
        record.rewind();
        for (int stream = 0; stream < record.streams(); stream++) {
            record.next();
            take(batch, free.computeIfAbsent(stream, key -> new ArrayDeque<>()), record.first(), record.endBlock());
        }
        batches.add(batch);
        open.put(id.sequence(), batch);
        progress.step("batches in the log", batches.size(), 0);
    }

    /** Blocks before the range belong to nobody: the batch that they were written for never came to be. */
    private static void take(PastBatch batch, ArrayDeque<FreeBlock> blocks, long first, long end) {
        long found = 0;
        for (FreeBlock next = blocks.peekFirst(); next != null && next.sequence < end; next = blocks.peekFirst()) {
            blocks.removeFirst();
            if (next.sequence < first) continue;
            found++;
            batch.brings(next.records, next.position);
        }
        if (found != end - first) batch.lacksBlocks();
    }

    private void skip(SkipRecord record) {
        PastBatch batch = open.get(record.sequence());
        if (batch == null) return;
        for (int i = 0; i < record.count(); i++)
            batch.leavesOut(record.stream(i) + " " + record.block(i) + " " + record.record(i));
    }

    private void delta(LogReader reader, DeltaRecord record) {
        PastBatch batch = open.get(record.sequence());
        if (batch != null) batch.part(record.part(), reader.position());
    }

    private void commit(LogReader reader, CommitRecord record) {
        PastBatch batch = open.remove(record.sequence());
        if (batch != null) batch.committed(reader.position(), record.parts());
    }

    /** The batch of this number; null when it is not in what was read. */
    public @Nullable PastBatch batch(long sequence) {
        if (batches.isEmpty()) return null;
        long index = sequence - batches.get(0).sequence(); // numbers have no gaps
        return index < 0 || index >= batches.size() ? null : batches.get((int) index);
    }

    /** The oldest batch that is not done; null when all are. */
    public @Nullable PastBatch firstOpen() {
        for (PastBatch batch : batches) if (!batch.isCommitted()) return batch;
        return null;
    }

    /** Whether all state of the program has begun in what was read, so that no checkpoint is needed to rebuild it. */
    public boolean hasAllState() {
        if (firstSequence == 1) return true;
        return log.end().dictionary().stream()
                .map(DictionaryEntry::decode)
                .filter(entry -> entry.kind() == DictionaryEntry.Kind.OPERATOR)
                .allMatch(entry -> begun.contains(entry.number()));
    }

    /** The batches that can be run again: those whose blocks and whose state before are there. */
    public List<PastBatch> replayable() throws IOException {
        PastBatch firstOpen = firstOpen();
        long state = hasAllState() ? 0 : oldestState();
        List<PastBatch> able = new ArrayList<>();
        for (PastBatch batch : batches)
            if (batch.hasBlocks() && batch.sequence() > state && (batch.isCommitted() || batch == firstOpen))
                able.add(batch);
        return able;
    }

    private long oldestState() throws IOException {
        return log.manifestsBefore(ALL).stream()
                .mapToLong(manifest -> manifest.batch().sequence())
                .min()
                .orElse(ALL);
    }
}

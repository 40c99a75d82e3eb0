package io.headrace.exec;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.intake.CommitPort;
import io.headrace.exec.job.BatchLog;
import io.headrace.exec.journal.DeltaWriter;
import io.headrace.exec.journal.PartBuffer;
import io.headrace.exec.journal.SkipRecord;
import io.headrace.exec.pass.SkipSet;
import io.headrace.plan.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The jobs' side of the journal. What has no room waits here: for the log to take a buffer, for the disk.
 *
 * <p><b>Threading:</b> the thread of the jobs; {@link #awaitAllocation} also those that run outputs.
 */
final class JournalBatchLog implements BatchLog {
    private static final long WAIT_NANOS = 50_000;

    private final CommitPort port;
    private final SyncGate safe;
    private final DeltaWriter writer;
    private final Map<Node, Entries> entries = new HashMap<>();
    private final boolean logged;
    private final boolean isDeltaWanted;
    private final BooleanSupplier isOver;
    private @Nullable Batch changing;

    /**
     * @param safe where allocations are waited for
     * @param operators the numbers of the streams that remember
     * @param isDeltaWanted whether somebody takes the changes of state: the log, or checkpoints
     * @param isOver whether the context is stopping: then nothing is waited for
     */
    JournalBatchLog(
            CommitPort port,
            SyncGate safe,
            int partBytes,
            Map<Node, Integer> operators,
            boolean logged,
            boolean isDeltaWanted,
            BooleanSupplier isOver) {
        this.port = port;
        this.safe = safe;
        this.writer = new DeltaWriter(port, partBytes);
        operators.forEach((node, number) -> entries.put(node, new Entries(number)));
        this.logged = logged;
        this.isDeltaWanted = isDeltaWanted;
        this.isOver = isOver;
    }

    @Override
    public void skip(Batch batch, SkipSet records) throws InterruptedException {
        if (!logged) return;
        SkipList list = new SkipList(batch);
        records.forEach(list::add);
        list.end();
    }

    @Override
    public void beginDelta(Batch batch) {
        changing = batch;
        if (isDeltaWanted) writer.begin(batch);
    }

    @Override
    public StateDelta deltaOf(Node node) {
        Entries ofNode = entries.get(node);
        if (ofNode == null) throw new IllegalStateException(node + " has no number in the journal");
        return ofNode;
    }

    @Override
    public void endDelta() {
        Batch batch = changing;
        changing = null;
        if (!isDeltaWanted || batch == null) return;
        writer.end();
        batch.delta(writer.parts(), writer.checksum());
    }

    @Override
    public void commit(Batch batch) {
        port.commit(batch, batch.deltaParts(), batch.deltaChecksum());
    }

    @Override
    public void awaitAllocation(Batch batch) throws InterruptedException {
        if (!port.isSafe(batch)) safe.await(batch.journalSequence());
    }

    private void pause() throws InterruptedException {
        if (isOver.getAsBoolean() || Thread.interrupted())
            throw new InterruptedException("the context is stopping; the batch is not committed");
        LockSupport.parkNanos(this, WAIT_NANOS);
    }

    private PartBuffer takeBuffer() throws InterruptedException {
        PartBuffer buffer = port.take();
        while (buffer == null) {
            pause();
            buffer = port.take();
        }
        return buffer;
    }

    /** The entries of one stream. */
    private final class Entries implements StateDelta {
        private final int operator;

        Entries(int operator) {
            this.operator = operator;
        }

        @Override
        public boolean isWanted() {
            return isDeltaWanted;
        }

        @Override
        public int maxEntryLength() {
            return writer.maxEntry();
        }

        @Override
        public long claim(int keyGroup, byte kind, int maxLength) throws InterruptedException {
            long at = writer.claim(operator, keyGroup, kind, 0, maxLength);
            while (at == DeltaWriter.NO_ROOM) {
                pause();
                at = writer.claim(operator, keyGroup, kind, 0, maxLength);
            }
            return at;
        }

        @Override
        public void commit(int length) {
            writer.commit(length);
        }
    }

    /** Lists of records that are left out, as many as it takes. */
    private final class SkipList {
        private final Batch batch;
        private PartBuffer buffer;

        SkipList(Batch batch) throws InterruptedException {
            this.batch = batch;
            buffer = begin();
        }

        private PartBuffer begin() throws InterruptedException {
            PartBuffer next = takeBuffer();
            SkipRecord.begin(next, batch.incarnation(), batch.sequence());
            return next;
        }

        void add(long blockId, int record) throws InterruptedException {
            int stream = BlockId.stream(blockId);
            long block = BlockId.sequence(blockId);
            if (SkipRecord.add(buffer, stream, block, record)) return;
            port.skip(buffer);
            buffer = begin();
            if (!SkipRecord.add(buffer, stream, block, record))
                throw new IllegalStateException("a buffer has no room for one record that is left out");
        }

        void end() {
            port.skip(buffer);
        }
    }
}

package io.headrace.exec.intake;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BatchQueue;
import io.headrace.exec.journal.PartBuffer;
import io.headrace.exec.journal.PartSink;
import io.headrace.wal.Log;
import io.headrace.wal.format.RecordType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jctools.queues.SpscArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The jobs' side of the intake: batches come out, state changes and commits go in. Nothing here waits or allocates; what is handed
 * over always finds its place, for there are only so many buffers and batches.
 *
 * <p><b>Threading:</b> the thread of the jobs, but for what the intake does in here.
 */
public final class CommitPort implements PartSink, BatchQueue, AutoCloseable {
    private final @Nullable Log log;
    private final Runnable wakeIntake;
    private final Runnable wakeForCommit;
    private final List<PartBuffer> buffers = new ArrayList<>();
    private final SpscArrayQueue<Batch> batches;
    private final SpscArrayQueue<AppendRequest> requests;
    private final SpscArrayQueue<AppendRequest> freeRequests;
    private final SpscArrayQueue<PartBuffer> freeBuffers;
    private final ArrayDeque<PartBuffer> unused = new ArrayDeque<>(); // of the jobs' thread
    private final BooleanSupplier emptyMayWait;

    // of the intake: when the batches were cut that it handed over last; as many as may wait
    private final long[] cuts;
    private long handed;

    CommitPort(@Nullable Log log, IntakeSetup setup) {
        this.log = log;
        this.wakeIntake = setup.wakeIntake;
        this.wakeForCommit = setup.wakeForCommit;
        this.emptyMayWait = setup.maxBatches > 1 ? setup.emptyMayWait : () -> false;
        batches = new SpscArrayQueue<>(setup.maxBatches);
        cuts = new long[setup.maxBatches];
        int most = setup.parts + setup.maxBatches;
        requests = new SpscArrayQueue<>(most);
        freeRequests = new SpscArrayQueue<>(most);
        freeBuffers = new SpscArrayQueue<>(setup.parts);
        for (int i = 0; i < most; i++) freeRequests.add(new AppendRequest());
        for (int i = 0; i < setup.parts; i++) {
            PartBuffer buffer = new PartBuffer(setup.partBytes);
            buffers.add(buffer);
            freeBuffers.add(buffer);
        }
    }

    @Override
    public @Nullable Batch first() {
        return batches.peek();
    }

    /** The next batch to run, or null. It is the caller's until it is {@linkplain #commit committed}. */
    @Override
    public @Nullable Batch poll() {
        return batches.poll();
    }

    /** Whether the batch is allocated as durably as the level wants, so that outputs may start. */
    public boolean isSafe(Batch batch) {
        return log == null || log.safeSequence() >= batch.journalSequence();
    }

    @Override
    public @Nullable PartBuffer take() {
        PartBuffer kept = unused.poll();
        return kept != null ? kept : freeBuffers.poll();
    }

    @Override
    public void giveBack(PartBuffer buffer) {
        unused.push(buffer);
    }

    @Override
    public void delta(PartBuffer part) {
        send(RecordType.DELTA, part);
    }

    /** The buffer holds a list of records that the batch leaves out, see {@link io.headrace.exec.journal.SkipRecord}. */
    public void skip(PartBuffer list) {
        send(RecordType.SKIP, list);
    }

    /**
     * The batch is done, and is not the caller's any more. Batches are committed in the order in which they came.
     *
     * <p>The commit of a batch in which there was nothing is taken up at the next tick, where that is near: to wake a thread only for that
     * would be the most of what an idle batch costs. A process that is killed before runs that empty batch once more.
     *
     * @param parts of its state changes, and
     * @param checksum over them, as {@link io.headrace.exec.journal.DeltaWriter} says; 0 and 0 without any
     */
    public void commit(Batch batch, int parts, int checksum) {
        boolean mayWait = parts == 0 && batches.isEmpty() && isEmpty(batch) && emptyMayWait.getAsBoolean();
        put(RecordType.COMMIT, batch, null, parts, checksum);
        if (!mayWait) wakeForCommit.run();
    }

    private static boolean isEmpty(Batch batch) {
        for (int stream = 0; stream < batch.streams(); stream++) {
            if (batch.records(stream) > 0 || batch.blocks(stream) > 0) return false;
        }
        return !batch.isRerun();
    }

    private void send(RecordType type, PartBuffer buffer) {
        put(type, null, buffer, 0, 0);
        wakeIntake.run();
    }

    private void put(RecordType type, @Nullable Batch batch, @Nullable PartBuffer buffer, int parts, int checksum) {
        AppendRequest request = freeRequests.poll();
        if (request == null)
            throw new IllegalStateException(
                    "more records " + type + " are handed over than there are batches and buffers: "
                            + (batch == null ? "a buffer" : batch) + " was handed over twice");
        request.type = type;
        request.batch = batch;
        request.buffer = buffer;
        request.parts = parts;
        request.checksum = checksum;
        requests.add(request);
    }

    /** Of the intake: hands a batch over. */
    void hand(Batch batch) {
        cuts[(int) (handed++ % cuts.length)] = batch.cutNanos();
        batches.add(batch);
    }

    /** Of the intake: batches that nobody has begun. */
    int waiting() {
        return batches.size();
    }

    /** Of the intake: when the oldest of so many batches that wait was cut; one that was begun just now may count. */
    long oldestCut(int waiting) {
        return cuts[(int) ((handed - waiting) % cuts.length)];
    }

    /** Of the intake: the oldest request. */
    @Nullable
    AppendRequest peek() {
        return requests.peek();
    }

    /**
     * Of the intake: the oldest request is in the log.
     *
     * @return whether there is a buffer now that the jobs may wait for
     */
    boolean appended(AppendRequest request) {
        requests.poll();
        PartBuffer buffer = request.buffer;
        request.batch = null;
        request.buffer = null;
        if (buffer != null) freeBuffers.add(buffer);
        freeRequests.add(request);
        return buffer != null;
    }

    /** Frees the buffers; when neither thread works any more. */
    @Override
    public void close() {
        buffers.forEach(PartBuffer::close);
    }
}

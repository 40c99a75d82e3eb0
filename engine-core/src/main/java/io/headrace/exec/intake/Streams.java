package io.headrace.exec.intake;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.journal.AllocRecord;
import org.jspecify.annotations.Nullable;

/**
 * All inputs of the program, by stream id.
 *
 * <p><b>Threading:</b> the intake.
 */
final class Streams implements AutoCloseable {
    private final StreamBlocks[] blocks;
    private final @Nullable ReceivedStream[] received;
    private final @Nullable AskedStream[] asked; // those of the received ones that wait to be asked
    private final @Nullable ExplicitStream[] explicit;
    private final SpareBlock spare;
    private final AllocRecord alloc = new AllocRecord();

    Streams(IntakeSetup setup, JournalAppender journal) {
        int count = setup.inputs.size();
        blocks = new StreamBlocks[count];
        received = new ReceivedStream[count];
        asked = new AskedStream[count];
        explicit = new ExplicitStream[count];
        spare = new SpareBlock(setup.pool);
        for (int id = 0; id < count; id++) {
            IntakeInput input = setup.inputs.get(id);
            StreamBlocks own = new StreamBlocks(id, setup.store, input.rememberMillis());
            own.recover(setup.recovered, setup.home, !(input instanceof IntakeInput.Received));
            blocks[id] = own;
            if (input instanceof IntakeInput.Received ring) {
                received[id] = new ReceivedStream(id, ring, own, setup, journal, spare);
            } else if (input instanceof IntakeInput.Asked ring) {
                ReceivedStream stream = new ReceivedStream(id, ring.blocks(), own, setup, journal, spare);
                received[id] = stream;
                asked[id] = new AskedStream(id, ring, stream, own, setup);
            } else {
                explicit[id] = new ExplicitStream(id, (IntakeInput.Explicit) input, own, setup, journal);
            }
        }
    }

    int count() {
        return blocks.length;
    }

    long nextBlock(int id) {
        return blocks[id].next();
    }

    /** Takes at most so many blocks from each ring, but of those that shed. */
    int take(int limit) {
        int taken = 0;
        for (ReceivedStream stream : received) if (stream != null) taken += stream.take(limit);
        return taken;
    }

    /** Takes from each ring what it holds now, or what memory has room for, but from those that shed. */
    void drain() {
        for (ReceivedStream stream : received) if (stream != null) stream.drain();
    }

    /** Takes at most so many blocks from each ring. */
    int poll(int limit) {
        int taken = 0;
        for (ReceivedStream stream : received) if (stream != null) taken += stream.poll(limit);
        return taken;
    }

    /**
     * While the jobs are as far behind as they may be: takes in what may go to the disk, and makes room where the oldest may be dropped.
     */
    int pollBehind(int limit) {
        int done = 0;
        for (ReceivedStream stream : received)
            if (stream != null) done += stream.pollBehind(limit) + stream.dropOldest();
        return done;
    }

    /** After a {@link #poll}: makes room in rings that nothing could be taken out of, where the oldest may be dropped. */
    int dropWhereHeld() {
        int done = 0;
        for (ReceivedStream stream : received)
            if (stream != null && (stream.isHeld() || spare.isMissing())) done += stream.dropOldest();
        return done;
    }

    int acknowledge(long durableSequence) {
        int safe = 0;
        for (ReceivedStream stream : received) if (stream != null) safe += stream.acknowledge(durableSequence);
        return safe;
    }

    /** Whether a block waits for room, or may do so in a ring. */
    boolean isHeld() {
        boolean held = false;
        for (ReceivedStream stream : received) held |= stream != null && (stream.isHeld() || spare.isMissing());
        return held;
    }

    boolean isAcknowledged() {
        boolean all = true;
        for (ReceivedStream stream : received) all &= stream == null || stream.isAcknowledged();
        return all;
    }

    /** Whether there are blocks that no batch has. */
    boolean hasUncut() {
        boolean uncut = false;
        for (StreamBlocks stream : blocks) uncut |= stream.firstUncut() < stream.next();
        return uncut;
    }

    /** Blocks of an input that no batch has. */
    long uncutBlocks(int id) {
        ReceivedStream ring = received[id];
        return blocks[id].next() - blocks[id].firstUncut() + (ring != null && ring.isHeld() ? 1 : 0);
    }

    /** Records of an input that came and that no batch has. */
    long uncutRecords(int id) {
        return blocks[id].uncutRecords();
    }

    /** Whether the batch that is being cut has nothing from any input: no block, no record, no explicit dataset. */
    boolean bringNothing() {
        for (int id = 0; id < blocks.length; id++) {
            ExplicitStream lists = explicit[id];
            if (blocks[id].firstUncut() < blocks[id].next() || blocks[id].uncutRecords() > 0) return false;
            if (lists != null && lists.hasDataset()) return false;
        }
        return true;
    }

    /** Asks the inputs that are not received for their batches of this time; or has them have none. */
    void ask(long timeMillis, boolean askThem) {
        for (AskedStream stream : asked) if (stream != null) stream.ask(timeMillis, askThem);
        for (ExplicitStream stream : explicit) {
            if (stream == null) continue;
            if (askThem) stream.ask(timeMillis);
            else stream.askNot(timeMillis);
        }
    }

    /**
     * Writes what those inputs answered; false when it is not all there, or has no room now: to be called again.
     *
     * @param isAlone whether no other batch is under way
     */
    boolean write(boolean isAlone) {
        for (AskedStream stream : asked) if (stream != null && !stream.isComplete(isAlone)) return false;
        for (ExplicitStream stream : explicit) if (stream != null && !stream.write()) return false;
        return true;
    }

    /** Everything that is stored and has no batch goes into this one. */
    void cut(Batch batch) {
        for (int id = 0; id < blocks.length; id++) {
            ExplicitStream lists = explicit[id];
            AskedStream answered = asked[id];
            if (lists != null) {
                batch.records(id, lists.records());
                lists.giveTo(batch);
            } else if (answered != null) {
                answered.giveTo(batch);
            } else {
                batch.records(id, blocks[id].uncutRecords());
                batch.blocks(id, blocks[id].firstUncut(), blocks[id].next());
                blocks[id].cut();
            }
        }
    }

    /** Writes the batch's ALLOC to an address: its length. */
    int encode(Batch batch, long to) {
        alloc.begin(to, blocks.length, batch.incarnation(), batch.sequence(), batch.tick(), batch.timeMillis());
        for (int id = 0; id < blocks.length; id++) {
            ReceivedStream ring = received[id];
            if (ring != null && asked[id] == null) {
                alloc.stream(batch.firstBlock(id), batch.endBlock(id), 0, ring.cursorAddress(), ring.cursorLength());
            } else {
                int flags = AllocRecord.EXPLICIT
                        | (asked[id] == null ? 0 : AllocRecord.FILES)
                        | (batch.hasDataset(id) ? 0 : AllocRecord.NO_DATASET);
                long end = blocks[id].firstUncut();
                long first = batch.hasDataset(id) ? batch.firstBlock(id) : end;
                alloc.stream(first, end, flags, 0, 0);
            }
        }
        return alloc.end();
    }

    /** The batch is committed: its blocks are not needed, as far as nobody remembers them. */
    void committed(Batch batch) {
        for (int id = 0; id < blocks.length; id++)
            blocks[id].committed(batch.timeMillis(), batch.firstBlock(id), batch.endBlock(id));
    }

    /** Where the oldest block lies that is needed; {@link TrimPoint#NOTHING_NEEDED} when none is. */
    long oldestPlace() {
        long oldest = TrimPoint.NOTHING_NEEDED;
        for (int id = 0; id < blocks.length; id++) {
            ReceivedStream ring = received[id];
            oldest = Math.min(oldest, ring != null ? ring.oldestPlace() : blocks[id].oldestPlace());
        }
        return oldest;
    }

    @Override
    public void close() {
        for (ReceivedStream stream : received) if (stream != null) stream.close();
        for (ExplicitStream stream : explicit) if (stream != null) stream.close();
        spare.release();
    }
}

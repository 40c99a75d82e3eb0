package io.headrace.exec.journal;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.Crc32c;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockHealth;
import io.headrace.memory.block.BlockReader;
import io.headrace.sink.BatchId;
import io.headrace.wal.Log;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordLayout;
import io.headrace.wal.scan.LogEnd;
import io.headrace.wal.scan.LogReader;
import io.headrace.wal.scan.LogReaders;
import io.headrace.wal.scan.Roll;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal from its oldest record on: shows the state changes of committed batches, and tells where to go on.
 *
 * <p>Of a batch that ran more than once, the parts of the last run count. Parts of a batch without a COMMIT are ignored; a COMMIT whose
 * parts are not the ones that it counts is damage. A log whose beginning was trimmed may begin within a batch: what refers to something
 * before the beginning belongs to a batch that nobody needs any more.
 *
 * <p><b>Threading:</b> one thread, after the log was opened and before anything is appended.
 */
public final class Recovery implements AutoCloseable {
    private final LogReader reader;
    private final LogReader parts;
    private final ContextSettings settings;
    private final long rememberMillis;
    private final DeltaVisitor visitor;
    private final List<RecoveredStream> streams = new ArrayList<>();
    private final Map<BatchId, RecoveredBatch> open = new LinkedHashMap<>();
    private final ArrayDeque<RecoveredBatch> remembered = new ArrayDeque<>();

    private final Crc32c crc = new Crc32c();
    private final PartsChecksum checksum = new PartsChecksum();
    private final BlockReader block = new BlockReader();
    private final AllocRecord alloc = new AllocRecord();
    private final DeltaRecord delta = new DeltaRecord();
    private final SkipRecord skip = new SkipRecord();
    private final CommitRecord commit = new CommitRecord();
    private final EmptyRecord empty = new EmptyRecord();

    /** Parts that wait for their COMMIT, of one batch each. */
    private final Map<BatchId, Parts> waiting = new LinkedHashMap<>();

    private final PastPlaces past = new PastPlaces();
    private boolean trimmed;
    private long firstSequence;
    private long firstPosition;
    private long lastTick;
    private long lastSequence;
    private long lastAlloc;
    private final @Nullable ResumePoint resume;
    private final Set<Integer> begun = new HashSet<>(); // operators that were new in what is read
    private @Nullable BatchId firstId;
    private @Nullable BatchId lastId;

    /** Where the parts of a batch stand, and what their payloads sum to. */
    private static final class Parts {
        final List<Long> positions = new ArrayList<>();
        final List<Integer> checksums = new ArrayList<>();
    }

    private Recovery(
            LogReaders log,
            ContextSettings settings,
            long rememberMillis,
            DeltaVisitor visitor,
            @Nullable ResumePoint resume)
            throws IOException {
        this.resume = resume;
        this.settings = settings;
        this.rememberMillis = rememberMillis;
        this.visitor = visitor;
        reader = log.reader();
        LogReader second = null;
        try {
            second = log.reader();
        } finally {
            if (second == null) reader.close();
        }
        parts = second;
    }

    /** As the other form, without a checkpoint. */
    public static Recovered read(Log log, ContextSettings settings, long rememberMillis, DeltaVisitor visitor)
            throws IOException {
        return read(log, settings, rememberMillis, visitor, null);
    }

    /**
     * Reads a log: all of it, or what a checkpoint leaves to be read.
     *
     * @param settings those of the program; the log's must agree
     * @param rememberMillis committed batches are reported that are younger than this, seen from the last committed one
     * @param resume where the checkpoint leaves off; null without one
     * @throws CorruptDataException when the records do not fit together, with the place
     */
    public static Recovered read(
            Log log, ContextSettings settings, long rememberMillis, DeltaVisitor visitor, @Nullable ResumePoint resume)
            throws IOException {
        return read(log::reader, log.previous(), settings, rememberMillis, visitor, resume);
    }

    /** As the other form, of a log that is only looked at: as far as its readers go. */
    public static Recovered read(
            LogReaders log,
            LogEnd end,
            ContextSettings settings,
            long rememberMillis,
            DeltaVisitor visitor,
            @Nullable ResumePoint resume)
            throws IOException {
        if (end.sequence() == 0) return Recovered.NOTHING;
        ContextSettings.decode(end.settings()).goOn(settings);
        try (Recovery recovery = new Recovery(log, settings, rememberMillis, visitor, resume)) {
            return recovery.read(end.sequence());
        }
    }

    private Recovered read(long last) throws IOException {
        boolean first = true;
        while (first ? begin() : reader.next()) {
            if (first) {
                beginsHere();
                visitor.from(firstPosition);
            }
            first = false;
            visitor.record(reader.sequence(), last);
            try {
                record();
            } catch (CorruptDataException e) {
                CorruptDataException placed = new CorruptDataException("record " + reader.sequence() + " at "
                        + Position.describe(reader.position()) + ": " + e.getMessage());
                placed.initCause(e);
                throw placed;
            }
        }
        List<RecoveredBatch> rerun = List.copyOf(open.values());
        for (RecoveredBatch batch : rerun) mustHaveBlocks(batch);
        mustHoldWhatIsNeeded();
        return new Recovered(lastTick, lastSequence, lastAlloc, rerun, List.copyOf(remembered), streams, past);
    }

    private void beginsHere() {
        firstSequence = reader.sequence();
        firstPosition = reader.position();
        trimmed = firstSequence > 1;
    }

    /** Shows the first record that is to be read. */
    private boolean begin() throws IOException {
        boolean isPlaced = resume != null && resume.position() != Position.START;
        if (resume != null && isPlaced && !resume.readsBefore()) {
            reader.read(resume.position());
            return true;
        }
        boolean any = reader.next();
        if (resume == null || isPlaced || !any || reader.sequence() == 1) return any;
        beginsHere();
        throw beginningLost("the checkpoint goes on with record 1");
    }

    /** Trimming leaves the last ALLOC, and the blocks that no batch has: what was trimmed by somebody else may not. */
    private void mustHoldWhatIsNeeded() {
        if (trimmed && lastAlloc == 0) throw beginningLost("no batch is in what is left of it");
        for (int id = 0; id < streams.size(); id++) {
            RecoveredStream stream = streams.get(id);
            long free = stream.firstUnallocated();
            if (free < stream.nextBlock() && !stream.hasBlock(free))
                throw beginningLost("block " + free + " of stream " + id + ", which no batch has, is not in it");
        }
    }

    private CorruptDataException beginningLost(String why) {
        return new CorruptDataException("the log begins with record " + firstSequence + " at "
                + Position.describe(firstPosition) + ", and something before that is needed: " + why
                + "; put the missing files back, or begin with an empty directory");
    }

    private void record() throws IOException {
        long address = reader.payloadAddress();
        int length = reader.payloadLength();
        switch (reader.type()) {
            case CONFIG -> {} // of the log itself
            case TYPE -> type(address, length);
            case BLOCK -> block(address, length);
            case ALLOC -> alloc(alloc.wrap(address, length));
            case EMPTY -> empty(empty.wrap(address, length));
            case SKIP -> skip(skip.wrap(address, length));
            case DELTA -> delta(delta.wrap(address, length), address, length);
            case COMMIT -> commit(commit.wrap(address, length));
            case SHED, CHECKPOINT ->
                throw new CorruptDataException(
                        "this build does not know records " + reader.type() + ": was it written by a newer one?");
        }
    }

    /** The log has given the dictionary out; here only counts where an operator has begun. */
    private void type(long address, int length) {
        if ((reader.flags() & RecordLayout.FLAG_REPEATED) != 0) return;
        DictionaryEntry entry = DictionaryEntry.decode(bytes(address, length));
        if (entry.kind() == DictionaryEntry.Kind.OPERATOR) begun.add(entry.number());
    }

    private void block(long address, int length) {
        if (block.wrapTrusted(address, length) != BlockHealth.SOUND || block.usedLength() != length)
            throw new CorruptDataException("the block is none: " + block.problem());
        if (block.streamId() < 0
                || block.streamId() > 0xffff
                || block.sequence() < 0
                || block.sequence() >= Layout.MAX_BLOCK)
            throw new CorruptDataException(
                    "block " + block.sequence() + " of stream " + block.streamId() + " cannot be");
        RecoveredStream stream = stream(block.streamId());
        if (!stream.block(block.sequence(), reader.position(), length, block.checksum()))
            throw new CorruptDataException("stream " + block.streamId() + " goes on with block " + block.sequence()
                    + ", and the next one is " + stream.nextBlock());
        if (block.positionLength() == 0) return;
        stream.mark(reader.position(), bytes(block.positionAddress(), block.positionLength()));
    }

    private static byte[] bytes(long address, int length) {
        byte[] copy = new byte[length];
        RawMemory.copyToArray(address, copy, 0, length);
        return copy;
    }

    private RecoveredStream stream(int id) {
        while (streams.size() <= id) streams.add(new RecoveredStream());
        return streams.get(id);
    }

    private void alloc(AllocRecord record) {
        RecoveredBatch batch = new RecoveredBatch(record, reader.sequence(), reader.position());
        BatchId id = batch.id();
        if (lastId != null && (id.compareTo(lastId) <= 0 || id.sequence() != lastSequence + 1))
            throw new CorruptDataException("batch " + id + " follows batch " + lastId);
        if (batch.tick() <= lastTick || batch.timeMillis() != settings.timeOf(batch.tick()))
            throw new CorruptDataException(batch + " has tick " + batch.tick() + " after tick " + lastTick);
        record.rewind();
        for (int i = 0; i < record.streams(); i++) {
            record.next();
            allocStream(i, record, batch);
        }
        if (firstId == null) firstId = id;
        lastId = id;
        lastSequence = id.sequence();
        lastTick = batch.tick();
        lastAlloc = reader.position();
        open.put(id, batch);
    }

    private void allocStream(int id, AllocRecord record, RecoveredBatch batch) {
        RecoveredStream stream = stream(id);
        boolean known = lastId != null || !trimmed;
        long due = stream.firstUnallocated();
        boolean goesOn = batch.isExplicit(id) ? record.first() >= due : record.first() == due;
        if (known && (!goesOn || record.endBlock() > stream.nextBlock()))
            throw new CorruptDataException(batch + " has the blocks from " + record.first() + " to " + record.endBlock()
                    + " of stream " + id + ", of which those from " + due + " to " + stream.nextBlock() + " are free");
        boolean areFiles = (record.flags() & AllocRecord.FILES) != 0;
        stream.allocated(batch.timeMillis(), record.first(), record.endBlock(), areFiles);
        if (record.positionLength() > 0)
            stream.sourcePosition(bytes(record.positionAddress(), record.positionLength()));
    }

    private void empty(EmptyRecord record) {
        if (record.firstTick() <= lastTick)
            throw new CorruptDataException(
                    "the empty ticks begin with " + record.firstTick() + ", after tick " + lastTick);
        lastTick = record.lastTick();
    }

    private void skip(SkipRecord record) {
        RecoveredBatch batch = batch("records skipped", new BatchId(record.incarnation(), record.sequence()));
        if (batch == null) return;
        for (int i = 0; i < record.count(); i++) {
            SkipRecord.Skipped skipped = new SkipRecord.Skipped(record.stream(i), record.block(i), record.record(i));
            batch.skipped().add(skipped);
        }
    }

    /** The batch that waits for its COMMIT; null when its ALLOC stood before the log's beginning. */
    private @Nullable RecoveredBatch batch(String what, BatchId id) {
        RecoveredBatch batch = open.get(id);
        if (batch == null && (!trimmed || (firstId != null && id.compareTo(firstId) >= 0)))
            throw new CorruptDataException(what + " for batch " + id + ", which is not under way");
        return batch;
    }

    private void delta(DeltaRecord record, long address, int length) {
        BatchId id = new BatchId(record.incarnation(), record.sequence());
        if (batch("state changes", id) == null) return;
        if (record.part() == 0) waiting.remove(id); // it runs again
        Parts known = waiting.computeIfAbsent(id, key -> new Parts());
        if (record.part() != known.positions.size())
            throw new CorruptDataException("batch " + id + " goes on with part " + record.part()
                    + " of its state changes, and the next one is " + known.positions.size());
        known.positions.add(reader.position());
        known.checksums.add(crc.of(address, length));
    }

    private void commit(CommitRecord record) throws IOException {
        BatchId id = new BatchId(record.incarnation(), record.sequence());
        RecoveredBatch batch = batch("a commit", id);
        if (batch == null) return;
        if (!open.keySet().iterator().next().equals(id))
            throw new CorruptDataException("batch " + id + " is committed before batch "
                    + open.keySet().iterator().next());
        Parts known = waiting.remove(id);
        checksum.begin();
        if (record.parts() > 0 && known != null) known.checksums.forEach(checksum::add);
        if (record.parts() != checksum.parts() || record.checksum() != checksum.value())
            throw new CorruptDataException(
                    "batch " + id + " was committed with " + record.parts() + " parts of checksum "
                            + Integer.toHexString(record.checksum()) + ", and the log has " + checksum.parts() + " of "
                            + Integer.toHexString(checksum.value()));
        open.remove(id);
        batch.commit();
        boolean isKnown = resume != null && id.sequence() <= resume.sequence();
        if (!isKnown) {
            visitor.begin(batch);
            if (record.parts() > 0 && known != null) show(known);
            visitor.end(batch);
        }
        past.add(batch.timeMillis(), oldestPlace(batch));
        remember(batch);
    }

    /** Of what the batch consists of, as far as the log has it. */
    private long oldestPlace(RecoveredBatch batch) {
        long oldest = batch.logPosition();
        for (int id = 0; id < batch.streams(); id++) {
            long first = batch.firstBlock(id);
            if (first < batch.endBlock(id) && stream(id).hasBlock(first))
                oldest = Math.min(oldest, stream(id).position(first));
        }
        return oldest;
    }

    private void show(Parts known) throws IOException {
        for (long position : known.positions) {
            parts.read(position);
            delta.wrap(parts.payloadAddress(), parts.payloadLength());
            visitor.part(position, parts.payloadLength());
            while (delta.next()) {
                mustBeWhole(delta.operator());
                visitor.delta(
                        delta.operator(),
                        delta.group(),
                        delta.kind(),
                        delta.flags(),
                        delta.bytesAddress(),
                        delta.length());
            }
        }
    }

    /** Changes alone are no state, when there were some before that the log has not any more. */
    private void mustBeWhole(int operator) {
        if (resume != null || !trimmed || begun.contains(operator)) return;
        throw new CorruptDataException(
                "the state of operator " + operator + " began before the oldest record of the log,"
                        + " so there was a checkpoint, and it is gone: put the directory checkpoint/ back, or begin with an"
                        + " empty directory" + emptyFile());
    }

    /** A file that was cut off before its first record looks as if it had been trimmed; but then it would not be there. */
    private String emptyFile() {
        Roll oldest = reader.oldestRoll();
        return oldest == null || oldest.ordinal() == Position.ordinal(firstPosition)
                ? ""
                : ". Nor is there a record in " + oldest.file()
                        + ", the oldest file of the log: put that back as well, if it was cut off";
    }

    private void remember(RecoveredBatch batch) {
        if (hasBlocks(batch)) remembered.add(batch);
        long horizon = batch.timeMillis() - rememberMillis;
        while (!remembered.isEmpty() && remembered.peekFirst().timeMillis() <= horizon) remembered.removeFirst();
    }

    private boolean hasBlocks(RecoveredBatch batch) {
        for (int stream = 0; stream < batch.streams(); stream++)
            for (long i = batch.firstBlock(stream); i < batch.endBlock(stream); i++)
                if (!stream(stream).hasBlock(i)) return false;
        return true;
    }

    private void mustHaveBlocks(RecoveredBatch batch) {
        if (!hasBlocks(batch))
            throw new CorruptDataException(batch + " at " + Position.describe(batch.logPosition())
                    + " was not committed, and not all of its blocks are in the log");
    }

    @Override
    public void close() throws IOException {
        try {
            reader.close();
        } finally {
            parts.close();
        }
    }
}

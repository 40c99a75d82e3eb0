package io.headrace.exec.journal;

import io.headrace.exec.batch.Batch;
import io.headrace.memory.Crc32c;
import io.headrace.memory.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * Writes the state changes of a batch: entries go into parts, parts go to the log while the next one is written. Nothing is
 * allocated.
 *
 * <pre>{@code
 * writer.begin(batch);
 * while (!writer.append(operator, group, kind, flags, address, length)) waitForTheLog();
 * writer.end();
 * port.commit(batch, writer.parts(), writer.checksum());
 * }</pre>
 *
 * <p>A batch that fails is {@linkplain #abandon abandoned}: what was handed over already counts for nothing without a commit.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class DeltaWriter {
    /** No buffer is free: the log is behind. The same call may be made again. */
    public static final long NO_ROOM = -1;

    private static final int NOTHING_CLAIMED = -1;

    private final PartSink sink;
    private final int partBytes;
    private final Crc32c crc = new Crc32c();
    private final PartsChecksum checksum = new PartsChecksum();

    private @Nullable PartBuffer part;
    private long incarnation;
    private long sequence;
    private boolean open;
    private int entries;
    private int used;
    private int claimed = NOTHING_CLAIMED;

    /** @param partBytes what each buffer of the sink holds */
    public DeltaWriter(PartSink sink, int partBytes) {
        this.sink = sink;
        this.partBytes = partBytes;
    }

    public void begin(Batch batch) {
        begin(batch.incarnation(), batch.sequence());
    }

    public void begin(long incarnation, long sequence) {
        if (open) throw new IllegalStateException(batch() + " is still open; end or abandon it first");
        this.incarnation = incarnation;
        this.sequence = sequence;
        checksum.begin();
        open = true;
    }

    /**
     * Where to encode an entry of at most so many bytes, or {@link #NO_ROOM}; end it with {@link #commit} or {@link #abort}.
     *
     * @param operator its number in the dictionary
     * @param kind and flags are the operator's own, a byte each
     * @throws IllegalArgumentException when no part ever holds that many bytes
     */
    public long claim(int operator, int group, int kind, int flags, int maxLength) {
        if (!open || claimed != NOTHING_CLAIMED) throw notNow("claim");
        if (maxLength < 0 || maxLength > maxEntry()) throw tooLong(operator, group, maxLength);
        PartBuffer to = room(maxLength);
        if (to == null) return NO_ROOM;
        long at = to.address() + used;
        RawMemory.putInt(at, operator);
        RawMemory.putShort(at + DeltaRecord.GROUP, (short) group);
        RawMemory.putByte(at + DeltaRecord.KIND, (byte) kind);
        RawMemory.putByte(at + DeltaRecord.FLAGS, (byte) flags);
        claimed = maxLength;
        return at + DeltaRecord.ENTRY_HEADER;
    }

    /** The claimed entry is encoded and has this length. */
    public void commit(int length) {
        PartBuffer to = part;
        if (to == null || claimed == NOTHING_CLAIMED) throw notNow("commit");
        if (length < 0 || length > claimed)
            throw new IllegalArgumentException("commit of " + length + " bytes after a claim of " + claimed);
        RawMemory.putInt(to.address() + used + DeltaRecord.LENGTH, length);
        used += DeltaRecord.ENTRY_HEADER + length;
        entries++;
        claimed = NOTHING_CLAIMED;
    }

    /** The claimed entry is not to be. */
    public void abort() {
        claimed = NOTHING_CLAIMED;
    }

    /** Copies an entry in; false when there is no room now, as {@link #NO_ROOM} says. */
    public boolean append(int operator, int group, int kind, int flags, long from, int length) {
        long to = claim(operator, group, kind, flags, length);
        if (to == NO_ROOM) return false;
        RawMemory.copy(from, to, length);
        commit(length);
        return true;
    }

    /** The longest entry that there may be. */
    public int maxEntry() {
        return maxEntry(partBytes);
    }

    /** The longest entry of a part of so many bytes. */
    public static int maxEntry(int partBytes) {
        return partBytes - DeltaRecord.HEADER - DeltaRecord.ENTRY_HEADER;
    }

    /** The batch has no more changes; its last part goes to the log. */
    public void end() {
        if (!open || claimed != NOTHING_CLAIMED) throw notNow("end");
        seal();
        open = false;
    }

    /** The batch has failed: its changes are dropped. */
    public void abandon() {
        PartBuffer unused = part;
        part = null;
        if (unused != null) sink.giveBack(unused);
        claimed = NOTHING_CLAIMED;
        open = false;
    }

    /** How many parts the batch took; a COMMIT wants it. */
    public int parts() {
        return checksum.parts();
    }

    /** Over the parts; a COMMIT wants it. */
    public int checksum() {
        return checksum.value();
    }

    /** The part that has room for one more entry of so many bytes, or null while there is no buffer. */
    private @Nullable PartBuffer room(int length) {
        if (part != null && part.capacity() - used < DeltaRecord.ENTRY_HEADER + length) seal();
        if (part != null) return part;
        PartBuffer next = sink.take();
        if (next == null) return null;
        part = next;
        used = DeltaRecord.HEADER;
        entries = 0;
        return next;
    }

    private void seal() {
        PartBuffer full = part;
        if (full == null) return;
        if (entries == 0) {
            part = null;
            sink.giveBack(full);
            return;
        }
        long at = full.address();
        RawMemory.putInt(at, Layout.VERSION);
        RawMemory.putInt(at + DeltaRecord.PART, checksum.parts());
        RawMemory.putLong(at + DeltaRecord.INCARNATION, incarnation);
        RawMemory.putLong(at + DeltaRecord.SEQUENCE, sequence);
        RawMemory.putInt(at + DeltaRecord.ENTRIES, entries);
        RawMemory.putInt(at + DeltaRecord.ENTRIES + 4, 0);
        full.used(used);
        checksum.add(crc.of(at, used));
        part = null;
        sink.delta(full);
    }

    private IllegalStateException notNow(String call) {
        String state =
                !open ? "no batch is open" : claimed == NOTHING_CLAIMED ? "nothing is claimed" : "an entry is claimed";
        return new IllegalStateException(call + " on " + batch() + ": " + state);
    }

    private IllegalArgumentException tooLong(int operator, int group, int length) {
        return new IllegalArgumentException("operator " + operator + ", key group " + group + ": a state change of "
                + length + " bytes does not fit a part of " + partBytes + "; at most " + maxEntry()
                + " do: set larger blocks, or keep less under one key");
    }

    private String batch() {
        return "the changes of batch " + incarnation + "-" + sequence;
    }
}

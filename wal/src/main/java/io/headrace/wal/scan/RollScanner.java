package io.headrace.wal.scan;

import io.headrace.memory.Crc32c;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.MemoryWindow;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordLayout;
import io.headrace.wal.format.RecordType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Looks at places in one roll's file and says whether a sound record stands there. It believes envelopes only: of
 * Chronicle's words (headers, index, document lengths) not one is needed, so none can mislead.
 *
 * <p>Bytes are read, not mapped: an unreadable disk is an {@link IOException} and not a dead JVM, and a roll that is
 * trimmed away under a reader stays readable.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class RollScanner implements AutoCloseable {
    /** What was found at an offset. */
    enum Found {
        /** A sound record; the accessors show it. */
        RECORD,
        /** Nothing was ever written here, or the roll's end mark. */
        NOTHING,
        /** Something, but no sound record. */
        GARBAGE
    }

    private static final int FIRST_CAPACITY = 256 << 10;
    private static final int STRIDE = 64;
    private static final int ENVELOPE = RecordLayout.DOCUMENT_HEADER + RecordLayout.HEADER_LENGTH;

    /** What Chronicle writes first: a length word, which is filled in last, and the name of what follows. */
    private static final byte[] CHRONICLE_HEAD = {0, 0, 0, 0, (byte) 0xb9, 6, 'h', 'e', 'a', 'd', 'e', 'r'};

    private final Crc32c crc = new Crc32c();
    private final MemoryWindow window = new MemoryWindow();
    private int capacity = FIRST_CAPACITY;
    private long buffer = NativeMemory.allocate(FIRST_CAPACITY, MemoryTag.LOG);
    private long bufferedFrom;
    private int buffered;

    private @Nullable Roll roll;
    private @Nullable FileChannel channel;
    private long limit;

    private long offset;
    private long address;
    private int payloadLength;
    private String reason = "";
    private String unknown = "";

    /** Turns to a roll; what was buffered of another is forgotten. */
    void open(Roll roll) throws IOException {
        closeChannel();
        this.roll = roll;
        channel = FileChannel.open(roll.file(), StandardOpenOption.READ);
        limit = size();
        buffered = 0;
        bufferedFrom = 0;
    }

    Roll roll() {
        if (roll == null) throw new IllegalStateException("no roll is open");
        return roll;
    }

    boolean isOpen() {
        return channel != null;
    }

    /** Bytes behind this offset are not looked at: somebody may be writing them. */
    void limit(long limit) {
        this.limit = limit;
    }

    /** Lets all of the file be looked at. */
    void unlimited() throws IOException {
        limit = size();
    }

    long limit() {
        return limit;
    }

    /** Looks at one offset. */
    Found inspect(long at) throws IOException {
        Found found = envelope(at);
        if (found != Found.RECORD) return found;
        ensure(at, ENVELOPE + payloadLength);
        address = addressOf(at) + RecordLayout.DOCUMENT_HEADER;
        return judge(payloadAddress());
    }

    /**
     * As {@link #inspect}, of one record alone that is wanted elsewhere: its payload is read there, and nothing of the file beside it.
     *
     * @return false when its payload has another length; nothing was read of it then
     */
    Found inspect(long at, long target, int length) throws IOException {
        if (!isBuffered(at, ENVELOPE) && at + ENVELOPE <= limit) fill(at, ENVELOPE);
        Found found = envelope(at);
        if (found != Found.RECORD) return found;
        if (payloadLength != length) return inspect(at);
        int read = read(target, at + ENVELOPE, length);
        return read == length ? judge(target) : garbage("the file ends in a payload");
    }

    /** What the envelope at an offset says, as far as that can be told without the payload. */
    private Found envelope(long at) throws IOException {
        offset = at;
        reason = "";
        unknown = "";
        if (!ensure(at, ENVELOPE))
            return zeros(at, limit - at) ? Found.NOTHING : garbage("the file ends in an envelope");
        address = addressOf(at) + RecordLayout.DOCUMENT_HEADER;
        int magic = RawMemory.getInt(address + RecordLayout.MAGIC_OFFSET);
        if (magic != RecordLayout.MAGIC) {
            if (zeros(at + RecordLayout.DOCUMENT_HEADER, RecordLayout.HEADER_LENGTH)) return Found.NOTHING;
            return garbage("no record begins here");
        }
        payloadLength = RawMemory.getInt(address + RecordLayout.LENGTH_OFFSET);
        if (RawMemory.getLong(address + RecordLayout.POSITION_OFFSET) != Position.of(roll().ordinal(), at))
            return garbage("an envelope that belongs to another place");
        if (payloadLength < 0 || payloadLength > limit - at - ENVELOPE)
            return garbage("a payload length of " + payloadLength + ", more than the file holds");
        return Found.RECORD;
    }

    /** Whether the envelope and its payload are whole, and of this build. */
    private Found judge(long payload) {
        if (!RecordLayout.isSound(address, payload, payloadLength, crc)) return garbage("the checksum is wrong");
        if (RawMemory.getByte(address + RecordLayout.VERSION_OFFSET) != RecordLayout.VERSION)
            return unknown("version " + RawMemory.getByte(address + RecordLayout.VERSION_OFFSET)
                    + " of the envelope; this build reads " + RecordLayout.VERSION);
        if (RecordType.of(typeCode()) == null) return unknown("a record of the unknown type " + typeCode());
        return Found.RECORD;
    }

    /** The checksum is right: somebody has written it so. */
    private Found unknown(String why) {
        unknown = why + ": was it written by a newer one?";
        return garbage(unknown);
    }

    /** Where the last look was. */
    long offset() {
        return offset;
    }

    /** Of the last look: why a whole record is none for this build; empty when it was something else. */
    String unknown() {
        return unknown;
    }

    /** Why the first record of the roll that is whole is none for this build; empty when it is one, or there is none. */
    String unknownHead() throws IOException {
        for (long at = 0; at + ENVELOPE <= limit; at += 4) {
            if (!ensure(at, ENVELOPE)) return "";
            if (RawMemory.getInt(addressOf(at) + RecordLayout.DOCUMENT_HEADER + RecordLayout.MAGIC_OFFSET)
                    != RecordLayout.MAGIC) continue;
            if (inspect(at) == Found.RECORD) return "";
            if (!unknown.isEmpty()) return unknown;
        }
        return "";
    }

    /** Finds the first sound record at or behind an offset; -1 when there is none. */
    long find(long from) throws IOException {
        for (long at = from + 3 & -4L; ensure(at, ENVELOPE); ) {
            long end = bufferedFrom + buffered - ENVELOPE;
            long word = addressOf(at) + RecordLayout.DOCUMENT_HEADER;
            // The magic stands at one offset in some ten thousands: everything else of this loop is rare.
            while (at <= end && RawMemory.getInt(word) != RecordLayout.MAGIC) {
                at += 4;
                word += 4;
            }
            if (at > end) continue;
            if (inspect(at) == Found.RECORD) return at;
            at += 4;
        }
        return -1;
    }

    /** Whether Chronicle's mark of a finished roll stands at an offset. */
    boolean isFinishedAt(long at) throws IOException {
        return documentWord(at) == RecordLayout.END_OF_ROLL;
    }

    /** Whether the file is as long as a roll is while it is written; what a finished one did not use is given back. */
    boolean isLongerThan(long bytes) throws IOException {
        return size() > bytes;
    }

    /** Whether a file without a record may be a roll that was reserved or just begun: not emptied, nobody else's bytes. */
    boolean isReservedOrBegun() throws IOException {
        long size = size();
        if (size < CHRONICLE_HEAD.length) return false;
        if (isEmptyFrom(0)) return true;
        boolean begun = true;
        for (int i = 0; begun && i < CHRONICLE_HEAD.length; i++) {
            if (!ensure(i, 1)) return false;
            byte found = RawMemory.getByte(addressOf(i));
            begun = i < RecordLayout.DOCUMENT_HEADER || found == 0 || found == CHRONICLE_HEAD[i];
        }
        return begun;
    }

    /** Whether the file holds nothing but zeros from an offset to its end. */
    boolean isEmptyFrom(long from) throws IOException {
        return zeros(from, limit - from);
    }

    String reason() {
        return reason;
    }

    byte typeCode() {
        return RawMemory.getByte(address + RecordLayout.TYPE_OFFSET);
    }

    RecordType type() {
        RecordType type = RecordType.of(typeCode());
        if (type == null) throw new IllegalStateException("not at a record");
        return type;
    }

    int flags() {
        return RawMemory.getShort(address + RecordLayout.FLAGS_OFFSET) & 0xffff;
    }

    long sequence() {
        return RawMemory.getLong(address + RecordLayout.SEQUENCE_OFFSET);
    }

    long durableSequence() {
        return RawMemory.getLong(address + RecordLayout.DURABLE_OFFSET);
    }

    long position() {
        return Position.of(roll().ordinal(), offset);
    }

    long payloadAddress() {
        return address + RecordLayout.HEADER_LENGTH;
    }

    int payloadLength() {
        return payloadLength;
    }

    long nextOffset() {
        return RecordLayout.nextDocument(offset, payloadLength);
    }

    /** Chronicle's word in front of the document at this offset; 0 behind the limit. */
    int documentWord(long at) throws IOException {
        return ensure(at, RecordLayout.DOCUMENT_HEADER) ? RawMemory.getInt(addressOf(at)) : 0;
    }

    private Found garbage(String why) {
        reason = why;
        return Found.GARBAGE;
    }

    private boolean zeros(long from, long length) throws IOException {
        long at = from;
        long end = from + length;
        while (at < end) {
            if (!ensure(at, 1)) return true;
            long here = Math.min(end, bufferedFrom + buffered);
            if (!areZeros(addressOf(at), addressOf(here))) return false;
            at = here;
        }
        return true;
    }

    /** Reserved room is mebibytes of zeros at each start, so they are looked at in long strides. */
    private static boolean areZeros(long from, long to) {
        long a = from;
        for (; to - a >= STRIDE; a += STRIDE) {
            long any = RawMemory.getLong(a)
                    | RawMemory.getLong(a + 8)
                    | RawMemory.getLong(a + 16)
                    | RawMemory.getLong(a + 24)
                    | RawMemory.getLong(a + 32)
                    | RawMemory.getLong(a + 40)
                    | RawMemory.getLong(a + 48)
                    | RawMemory.getLong(a + 56);
            if (any != 0) return false;
        }
        for (; a < to; a++) if (RawMemory.getByte(a) != 0) return false;
        return true;
    }

    private long addressOf(long at) {
        return buffer + (at - bufferedFrom);
    }

    /** Has {@code length} bytes from {@code at} in the buffer; false when the limit comes before. */
    private boolean ensure(long at, int length) throws IOException {
        if (isBuffered(at, length)) return true;
        if (at + length > limit) return false;
        if (length > capacity) grow(length);
        fill(at, (int) Math.min(capacity, limit - at));
        return buffered >= length;
    }

    private boolean isBuffered(long at, int length) {
        return at >= bufferedFrom && at + length <= bufferedFrom + buffered;
    }

    private void fill(long at, int length) throws IOException {
        bufferedFrom = at;
        buffered = 0;
        buffered = read(buffer, at, length);
    }

    /** Reads from the file to an address: how many bytes, fewer where it ends. */
    private int read(long to, long at, int length) throws IOException {
        ByteBuffer target = window.aim(to, length);
        while (target.hasRemaining()) {
            int read = readNamed(target, at + target.position());
            if (read < 0) break; // truncated meanwhile: the rest was unused
        }
        return target.position();
    }

    private int readNamed(ByteBuffer target, long at) throws IOException {
        try {
            return read(target, at);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("cannot read " + roll().file() + " at offset " + at + ": " + e.getMessage(), e);
        }
    }

    private int read(ByteBuffer target, long at) throws IOException {
        try {
            return channel().read(target, at);
        } catch (ClosedByInterruptException e) {
            try {
                return reopened().read(target, at);
            } finally {
                Thread.currentThread().interrupt();
            }
        }
    }

    private long size() throws IOException {
        try {
            return channel().size();
        } catch (ClosedByInterruptException e) {
            try {
                return reopened().size();
            } finally {
                Thread.currentThread().interrupt();
            }
        }
    }

    private FileChannel channel() {
        if (channel == null) throw new IllegalStateException("no roll is open");
        return channel;
    }

    /** A channel dies with an interrupt of its reader; the file does not. The interrupt is to be set again. */
    private FileChannel reopened() throws IOException {
        Thread.interrupted();
        FileChannel again = FileChannel.open(roll().file(), StandardOpenOption.READ);
        channel = again;
        return again;
    }

    private void grow(int length) {
        int wanted = Integer.highestOneBit(length - 1) << 1;
        if (wanted < 0) wanted = length;
        long bigger = NativeMemory.allocate(wanted, MemoryTag.LOG);
        NativeMemory.free(buffer, capacity, MemoryTag.LOG);
        buffer = bigger;
        capacity = wanted;
        buffered = 0;
    }

    private void closeChannel() throws IOException {
        if (channel == null) return;
        FileChannel closing = channel;
        channel = null;
        closing.close();
    }

    @Override
    public void close() throws IOException {
        NativeMemory.free(buffer, capacity, MemoryTag.LOG);
        buffer = 0;
        closeChannel();
    }
}

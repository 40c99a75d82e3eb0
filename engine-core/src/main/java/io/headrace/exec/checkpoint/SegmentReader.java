package io.headrace.exec.checkpoint;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.Crc32c;
import io.headrace.memory.MemoryWindow;
import io.headrace.memory.RawMemory;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Reads a segment from front to back, and shows no entry of a chunk before the whole chunk was checked. What the manifest says of the
 * segment is known to be true when {@link #next} has answered false.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class SegmentReader implements EntryCursor {
    private final Path path;
    private final SegmentInfo info;
    private final FileChannel file;
    private final MemoryWindow window = new MemoryWindow();
    private final Crc32c crc = new Crc32c();
    private final CRC32C whole = new CRC32C();
    private final GrowingBuffer chunk = new GrowingBuffer(SegmentFormat.HEADER + 2 * SegmentFormat.CHUNK_BYTES);
    private long passed; // bytes of the file
    private long ahead; // where the header of the next chunk lies, if there is one: it is read with what is before it
    private long chunks;
    private long entries;
    private int left; // entries of the chunk that were not shown
    private long at; // the shown entry
    private long after;
    private long end; // of the chunk

    SegmentReader(Path path, SegmentInfo info) throws IOException {
        this.path = path;
        this.info = info;
        boolean open = false;
        try {
            file = FileChannel.open(path, StandardOpenOption.READ);
            open = true;
        } catch (NoSuchFileException e) {
            throw damaged("it is missing");
        } finally {
            if (!open) chunk.close();
        }
        boolean sound = false;
        try {
            checkHeader();
            sound = true;
        } finally {
            if (!sound) close();
        }
    }

    private void checkHeader() throws IOException {
        if (file.size() != info.bytes())
            throw damaged("it has " + file.size() + " bytes, and the manifest says " + info.bytes());
        long head = chunk.address();
        if (info.bytes() < SegmentFormat.HEADER) throw damaged("it ends within its header");
        read(head, SegmentFormat.HEADER);
        if (RawMemory.getInt(head) != SegmentFormat.MAGIC
                || RawMemory.getInt(head + SegmentFormat.CHECKSUM) != crc.of(head, SegmentFormat.CHECKSUM))
            throw damaged("its header is not what was written");
        int version = RawMemory.getShort(head + 4) & 0xffff;
        if (version != SegmentFormat.VERSION)
            throw new NewerVersionException("segment " + path + " has version " + version
                    + "; this build reads version " + SegmentFormat.VERSION + ": was it written by a newer one?");
        if (RawMemory.getLong(head + SegmentFormat.NUMBER) != info.number())
            throw damaged("it is segment " + RawMemory.getLong(head + SegmentFormat.NUMBER));
    }

    @Override
    public boolean next() throws IOException {
        if (left == 0 && !nextChunk()) return false;
        left--;
        at = after;
        after = at + SegmentFormat.ENTRY_HEADER + keyLength() + valueLength();
        return true;
    }

    private boolean nextChunk() throws IOException {
        if (!passChunk()) return false;
        checkEntries(left);
        return true;
    }

    /**
     * Reads and checks the next chunk as a whole, and passes over its entries: their lengths are not looked at before {@link #next} shows
     * the first one of a chunk.
     *
     * @return false behind the last one
     */
    boolean passChunk() throws IOException {
        if (passed == info.bytes()) {
            boolean isWhole = chunks == info.chunks() && entries == info.entries();
            if (!isWhole || (int) whole.getValue() != info.checksum())
                throw damaged("its " + chunks + " chunks with " + entries + " entries are not those of the manifest");
            return false;
        }
        long head = chunk.address();
        if (info.bytes() - passed < SegmentFormat.HEADER) throw damaged("it ends within a chunk's header");
        RawMemory.copyApart(ahead, head, SegmentFormat.HEADER);
        passed += SegmentFormat.HEADER;
        int length = RawMemory.getInt(head + SegmentFormat.LENGTH);
        if (RawMemory.getInt(head) != SegmentFormat.CHUNK_MAGIC
                || length < 0
                || length > SegmentFormat.MOST_CHUNK_BYTES
                || length > info.bytes() - passed) throw damaged("chunk " + chunks + " has no sound header");
        head = chunk.ensure(2 * SegmentFormat.HEADER + length, SegmentFormat.HEADER);
        read(head + SegmentFormat.HEADER, length);
        int checksum = SegmentFormat.chunkChecksum(head, length, crc);
        if (checksum != RawMemory.getInt(head + SegmentFormat.CHECKSUM))
            throw damaged("chunk " + chunks + " has another checksum than was written");
        if (RawMemory.getLong(head + SegmentFormat.NUMBER) != info.number()
                || RawMemory.getLong(head + SegmentFormat.INDEX) != chunks)
            throw damaged("chunk " + chunks + " belongs elsewhere");
        SegmentFormat.add(whole, checksum);
        left = RawMemory.getInt(head + SegmentFormat.ENTRIES);
        if (left < 1) throw damaged("chunk " + chunks + " has " + left + " entries");
        after = head + SegmentFormat.HEADER;
        end = after + length;
        chunks++;
        entries += left;
        return true;
    }

    /** How many entries the chunk has that was passed over. */
    int passedEntries() {
        return left;
    }

    /** The key of the first entry of the chunk that was passed over. */
    long passedKey() {
        checkEntry(after, 0);
        return after + SegmentFormat.ENTRY_HEADER;
    }

    /** No length is believed before it is seen to lie within. */
    private void checkEntries(int count) {
        long place = after;
        for (int i = 0; i < count; i++) place = checkEntry(place, i);
        if (place != end) throw damaged((end - place) + " bytes stand behind the last entry of chunk " + (chunks - 1));
    }

    /** Where the entry ends. */
    private long checkEntry(long place, int index) {
        long room = end - place - SegmentFormat.ENTRY_HEADER;
        int key = room < 0 ? -1 : RawMemory.getInt(place);
        int value = room < 0 ? -1 : RawMemory.getInt(place + 4);
        if (key < 0 || value < 0 || (long) key + value > room)
            throw damaged("entry " + index + " of chunk " + (chunks - 1) + " is cut short");
        FoldedEntry.check(place + SegmentFormat.ENTRY_HEADER, key, value);
        return place + SegmentFormat.ENTRY_HEADER + key + value;
    }

    /** Reads these bytes, and the header of the chunk behind them, as far as there is one. */
    private void read(long to, int length) throws IOException {
        long behind = info.bytes() - passed - length;
        ByteBuffer buffer = window.aim(to, length + (int) Math.min(behind, SegmentFormat.HEADER));
        while (buffer.hasRemaining()) {
            if (file.read(buffer) < 0) throw new EOFException(path + " became shorter while it was read");
        }
        passed += length;
        ahead = to + length;
    }

    private CorruptDataException damaged(String what) {
        return new CorruptDataException("segment " + path + " is damaged: " + what);
    }

    @Override
    public long keyAddress() {
        return at + SegmentFormat.ENTRY_HEADER;
    }

    @Override
    public int keyLength() {
        return RawMemory.getInt(at);
    }

    @Override
    public long valueAddress() {
        return keyAddress() + keyLength();
    }

    @Override
    public int valueLength() {
        return RawMemory.getInt(at + 4);
    }

    @Override
    public void close() throws IOException {
        chunk.close();
        file.close();
    }
}

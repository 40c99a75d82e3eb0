package io.headrace.exec.checkpoint;

import io.headrace.memory.Crc32c;
import io.headrace.memory.MemoryWindow;
import io.headrace.memory.RawMemory;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import io.headrace.wal.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Writes a segment from front to back. It counts for nothing before a manifest names it.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class SegmentWriter implements AutoCloseable {
    private final long number;
    private final FileChannel file;
    private final MemoryWindow window = new MemoryWindow();
    private final Crc32c crc = new Crc32c();
    private final CRC32C whole = new CRC32C();
    private final GrowingBuffer chunk = new GrowingBuffer(SegmentFormat.HEADER + 2 * SegmentFormat.CHUNK_BYTES);
    private int used = SegmentFormat.HEADER;
    private int chunkEntries;
    private long chunks;
    private long entries;
    private long bytes;

    SegmentWriter(Path path, long number) throws IOException {
        this.number = number;
        boolean open = false;
        try {
            file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            open = true;
        } finally {
            if (!open) chunk.close();
        }
        boolean begun = false;
        try {
            SegmentFormat.putFileHeader(chunk.address(), number, crc);
            write(SegmentFormat.HEADER); // the disk may be full
            CrashPoints.io(CrashPoint.IN_SEGMENT);
            begun = true;
        } finally {
            if (!begun) close();
        }
    }

    void add(EntryCursor entry) throws IOException {
        int length = SegmentFormat.ENTRY_HEADER + entry.keyLength() + entry.valueLength();
        long at = chunk.ensure(used + length, used) + used;
        RawMemory.putInt(at, entry.keyLength());
        RawMemory.putInt(at + 4, entry.valueLength());
        RawMemory.copy(entry.keyAddress(), at + SegmentFormat.ENTRY_HEADER, entry.keyLength());
        RawMemory.copy(entry.valueAddress(), at + SegmentFormat.ENTRY_HEADER + entry.keyLength(), entry.valueLength());
        used += length;
        chunkEntries++;
        if (used >= SegmentFormat.CHUNK_BYTES) endChunk();
    }

    /** How many bytes were written so far. */
    long bytes() {
        return bytes + used;
    }

    long entries() {
        return entries + chunkEntries;
    }

    private void endChunk() throws IOException {
        if (chunkEntries == 0) return;
        long at = chunk.address();
        int payload = used - SegmentFormat.HEADER;
        RawMemory.putInt(at, SegmentFormat.CHUNK_MAGIC);
        RawMemory.putInt(at + SegmentFormat.LENGTH, payload);
        RawMemory.putLong(at + SegmentFormat.NUMBER, number);
        RawMemory.putLong(at + SegmentFormat.INDEX, chunks);
        RawMemory.putInt(at + SegmentFormat.ENTRIES, chunkEntries);
        int checksum = SegmentFormat.chunkChecksum(at, payload, crc);
        RawMemory.putInt(at + SegmentFormat.CHECKSUM, checksum);
        SegmentFormat.add(whole, checksum);
        write(used);
        chunks++;
        entries += chunkEntries;
        chunkEntries = 0;
        used = SegmentFormat.HEADER;
    }

    private void write(int length) throws IOException {
        ByteBuffer buffer = window.aim(chunk.address(), length);
        while (buffer.hasRemaining()) file.write(buffer);
        bytes += length;
    }

    /** All entries are added: brings the file to the disk. The directory's entry is the caller's to force. */
    SegmentInfo finish(Disk disk) throws IOException {
        endChunk();
        CrashPoints.io(CrashPoint.BEFORE_SEGMENT_FORCE);
        disk.force(file);
        return new SegmentInfo(number, bytes, entries, chunks, (int) whole.getValue());
    }

    @Override
    public void close() throws IOException {
        chunk.close();
        file.close();
    }
}

package io.headrace.file;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.object.DynamicCodec;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.memory.codec.object.NamedTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file of objects: see {@link ObjectLayout}. The name of a type is written before the first row that needs it.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ObjectFileWriter implements AutoCloseable {
    private final OutputStream out;
    private final Codec<@Nullable Object> codec;
    private final CRC32C crc = new CRC32C();
    private long buffer;
    private int capacity;
    private int used;
    private int count;
    private long total;

    ObjectFileWriter(OutputStream out, KryoRegistry registry) throws IOException {
        this.out = out;
        this.codec = new DynamicCodec(registry, new NamedTypes(this::type));
        byte[] header = new byte[ObjectLayout.FILE_HEADER];
        ByteBuffer fields = numbers(header).putLong(ObjectLayout.MAGIC).putInt(ObjectLayout.VERSION);
        crc.update(header, 0, ObjectLayout.CRC);
        fields.putInt((int) crc.getValue());
        out.write(header);
        grow(ObjectLayout.CHUNK_BYTES);
    }

    private static ByteBuffer numbers(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A row may be the first of its type while others wait in the buffer: they may stand behind the name too. */
    private void type(int id, String name) {
        try {
            chunk(ObjectLayout.TYPE, id, name.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(@Nullable Object row) throws IOException {
        int length = put(row);
        while (length == Codec.NO_ROOM) {
            if (count > 0) flush();
            else if (capacity < ObjectLayout.MOST_ROW_BYTES) grow(capacity * 2);
            else
                throw new IOException("an element takes more than " + ObjectLayout.MOST_ROW_BYTES
                        + " bytes, the longest that a file of objects holds");
            length = put(row);
        }
        RawMemory.putInt(buffer + used, length);
        used += Integer.BYTES + length;
        count++;
        total++;
        if (used >= ObjectLayout.CHUNK_BYTES) flush();
    }

    @SuppressWarnings("NullAway") // rows may be null
    private int put(@Nullable Object row) {
        int room = capacity - used - Integer.BYTES;
        return room < 1 ? Codec.NO_ROOM : codec.encode(row, buffer + used + Integer.BYTES, room);
    }

    private void grow(int bytes) {
        free();
        buffer = NativeMemory.allocate(bytes, MemoryTag.CODEC);
        capacity = bytes;
    }

    private void flush() throws IOException {
        if (count == 0) return;
        byte[] rows = new byte[used];
        RawMemory.copyToArray(buffer, rows, 0, used);
        chunk(ObjectLayout.ROWS, count, rows);
        used = 0;
        count = 0;
    }

    private void chunk(int kind, int number, byte[] contents) throws IOException {
        byte[] header = new byte[ObjectLayout.CHUNK_HEADER];
        ByteBuffer fields = numbers(header).putInt(kind).putInt(contents.length).putInt(number);
        crc.reset();
        crc.update(header, 0, ObjectLayout.CRC);
        crc.update(contents, 0, contents.length);
        fields.putInt((int) crc.getValue());
        out.write(header);
        out.write(contents);
    }

    /** That was all. */
    void end() throws IOException {
        flush();
        byte[] rows = new byte[Long.BYTES];
        numbers(rows).putLong(total);
        chunk(ObjectLayout.END, 0, rows);
    }

    private void free() {
        NativeMemory.free(buffer, capacity, MemoryTag.CODEC);
        buffer = 0;
        capacity = 0;
    }

    @Override
    public void close() {
        free();
    }
}

package io.headrace.file;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.object.DynamicCodec;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.memory.codec.object.NamedTypes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of objects: see {@link ObjectLayout}. Nothing is believed before its checksum is right, and no length that the file is too
 * short for.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class ObjectFile {
    private final Path file;
    private final NamedTypes types = new NamedTypes((id, name) -> {});
    private final Codec<@Nullable Object> codec;
    private final List<@Nullable Object> rows = new ArrayList<>();
    private long at;
    private final long size;

    private ObjectFile(Path file, KryoRegistry registry) throws IOException {
        this.file = file;
        this.codec = new DynamicCodec(registry, types);
        this.size = Files.size(file);
    }

    /**
     * The objects of a file.
     *
     * @throws CorruptDataException when the file is none, was cut off, or is damaged: with the place
     */
    public static List<@Nullable Object> read(Path file, KryoRegistry registry) throws IOException {
        ObjectFile reader = new ObjectFile(file, registry);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            reader.header(in);
            while (reader.chunk(in)) {
                // until the end chunk
            }
        }
        return reader.rows;
    }

    private void header(InputStream in) throws IOException {
        byte[] bytes = next(in, ObjectLayout.FILE_HEADER);
        ByteBuffer header = numbers(bytes);
        if (header.getLong(0) != ObjectLayout.MAGIC) throw damaged("this is no file of objects");
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, ObjectLayout.CRC);
        if (header.getInt(ObjectLayout.CRC) != (int) crc.getValue()) throw damaged("the header is damaged");
        if (header.getInt(8) != ObjectLayout.VERSION)
            throw damaged("its version is " + header.getInt(8) + ", and " + ObjectLayout.VERSION + " can be read");
        at = ObjectLayout.FILE_HEADER;
    }

    private byte[] next(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) throw damaged("the file ends here, without an end chunk: it was cut off");
        return bytes;
    }

    private static ByteBuffer numbers(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads a chunk; false when it was the last. */
    private boolean chunk(InputStream in) throws IOException {
        byte[] bytes = next(in, ObjectLayout.CHUNK_HEADER);
        ByteBuffer header = numbers(bytes);
        int length = header.getInt(ObjectLayout.LENGTH);
        if (length < 0 || length > size - at - ObjectLayout.CHUNK_HEADER)
            throw damaged("a chunk claims " + length + " bytes, more than the file has");
        byte[] contents = next(in, length);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, ObjectLayout.CRC);
        crc.update(contents, 0, length);
        if (header.getInt(ObjectLayout.CRC) != (int) crc.getValue()) throw damaged("the chunk is damaged");
        int count = header.getInt(ObjectLayout.COUNT);
        switch (header.getInt(ObjectLayout.KIND)) {
            case ObjectLayout.TYPE -> types.define(count, new String(contents, StandardCharsets.UTF_8));
            case ObjectLayout.ROWS -> rows(contents, count);
            case ObjectLayout.END -> end(in, contents);
            default -> throw damaged("a chunk is of no kind that is known, " + header.getInt(ObjectLayout.KIND));
        }
        at += ObjectLayout.CHUNK_HEADER + length;
        return header.getInt(ObjectLayout.KIND) != ObjectLayout.END;
    }

    private void rows(byte[] contents, int count) {
        int bytes = contents.length;
        long memory = NativeMemory.allocate(Math.max(1, bytes), MemoryTag.CODEC);
        try {
            RawMemory.copyFromArray(contents, 0, memory, bytes);
            int read = 0;
            for (int from = 0; from < bytes; read++) {
                int length = bytes - from < Integer.BYTES ? -1 : RawMemory.getInt(memory + from);
                from += Integer.BYTES;
                if (length < 0 || length > bytes - from) throw damaged("a row is longer than its chunk");
                rows.add(codec.decode(memory + from, length));
                from += length;
            }
            if (read != count) throw damaged("a chunk has " + read + " rows, and claims " + count);
        } finally {
            NativeMemory.free(memory, Math.max(1, bytes), MemoryTag.CODEC);
        }
    }

    private void end(InputStream in, byte[] contents) throws IOException {
        if (contents.length != Long.BYTES || numbers(contents).getLong(0) != rows.size())
            throw damaged("the end does not count " + rows.size() + " rows, as there are");
        if (in.read() >= 0) throw damaged("something follows the end");
    }

    private CorruptDataException damaged(String what) {
        return new CorruptDataException(file + ", at byte " + at + ": " + what);
    }
}

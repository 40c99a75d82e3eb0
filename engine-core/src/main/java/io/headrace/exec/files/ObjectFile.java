package io.headrace.exec.files;

import io.headrace.StreamingException;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.codec.Codec;
import io.headrace.source.FileReader;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What a function of the user makes of one file, encoded record by record.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ObjectFile implements PolledSource {
    /** One poll's worth of records. */
    private static final int RECORDS_PER_POLL = 256;

    private static final int NOTHING = -2;

    private final Path file;
    private final Codec<@Nullable Object> codec;
    private final InputStream bytes;
    private final Iterator<?> records;
    private long scratch;
    private int capacity;
    private int encoded = NOTHING; // bytes of the record in the scratch memory that waits for room
    private long taken;

    ObjectFile(Path file, FileReader<?> reader, Codec<@Nullable Object> codec) throws IOException {
        this.file = file;
        this.codec = codec;
        InputStream in = Files.newInputStream(file);
        boolean done = false;
        try {
            bytes = new BufferedInputStream(new LimitedInput(in, Files.size(file)));
            records = reader.read(file, bytes);
            done = true;
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw failed("the reader failed", e);
        } finally {
            if (!done) in.close();
        }
    }

    @Override
    public int poll(RecordWriter out) {
        if (scratch == 0) {
            capacity = out.maxRecordLength();
            scratch = NativeMemory.allocate(capacity, MemoryTag.ENGINE);
        }
        for (int done = 0; done < RECORDS_PER_POLL; done++) {
            if (encoded == NOTHING && !hasNext()) return ENDED;
            if (encoded == NOTHING) encoded = encodeNext();
            if (encoded == Codec.NO_ROOM) out.reject("longer than " + capacity + " bytes", scratch, 0, capacity + 1L);
            else if (out.append(scratch, encoded) == RecordWriter.FULL) return done;
            encoded = NOTHING;
            taken++;
        }
        return RECORDS_PER_POLL;
    }

    private boolean hasNext() {
        try {
            return records.hasNext();
        } catch (RuntimeException e) {
            throw failed("the reader failed behind " + taken + " records", e);
        }
    }

    private int encodeNext() {
        Object record;
        try {
            record = records.next();
        } catch (RuntimeException e) {
            throw failed("the reader failed behind " + taken + " records", e);
        }
        try {
            return codec.encode(record, scratch, capacity);
        } catch (RuntimeException e) {
            throw failed("record " + taken + " cannot be encoded by " + codec.id(), e);
        }
    }

    private StreamingException failed(String what, Exception cause) {
        return new StreamingException("file " + file + ": " + what + ": " + cause, cause);
    }

    @Override
    public void close() throws IOException {
        if (scratch != 0) NativeMemory.free(scratch, capacity, MemoryTag.ENGINE);
        scratch = 0;
        bytes.close();
    }
}

package io.headrace.exec.spill;

import io.headrace.exec.data.Sink;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Codec;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Rows in order, as bytes. First they are added, then it is sealed, then they are read as often as need be.
 *
 * <p><b>Threading:</b> one thread adds and seals; then any number of readers, each with an iterator of its own. Closing while somebody
 * reads is allowed: the reader is told.
 */
public final class RowBin implements Sink, Iterable<@Nullable Object>, AutoCloseable {
    /** Rows that are longer than this are refused. */
    private static final int MOST_ROW_BYTES = 1 << 29;

    @SuppressWarnings("unused") // as long as a bin is in use so is its space, which ends when it is collected
    private final SpillSpace space;

    private final SpillStore store;
    private final Chunks chunks;
    private final Placing placing;
    private final RowForm form;
    private final Owner owner;
    private @Nullable Scratch filling;
    private int used;
    private int rowsInChunk;
    private long rows;
    private boolean refused;

    RowBin(SpillSpace space, SpillStore store, Placing placing, RowForm form, Owner owner) {
        this.space = space;
        this.store = store;
        this.chunks = store.newChunks();
        this.placing = placing;
        this.form = form;
        this.owner = owner;
    }

    /** Adds a row; without effect once memory has refused. */
    @Override
    public void accept(@Nullable Object row) {
        if (refused) return;
        while (true) {
            Scratch into = filling;
            if (into == null) into = filling = store.scratch(SpillStore.CHUNK_BYTES);
            int length = encode(row, into);
            if (length != Codec.NO_ROOM) {
                RawMemory.putInt(into.address + used, length);
                used += Chunks.LENGTH_BYTES + length;
                rowsInChunk++;
                rows++;
                return;
            }
            if (rowsInChunk > 0) flush();
            else enlarge(into);
            if (refused) return;
        }
    }

    private int encode(@Nullable Object row, Scratch into) {
        int room = into.bytes - used - Chunks.LENGTH_BYTES;
        if (room < 0) return Codec.NO_ROOM;
        try {
            return form.encode(row, into.address + used + Chunks.LENGTH_BYTES, room);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new NotBytesException(owner.notBytes(String.valueOf(e.getMessage())), e);
        }
    }

    private void enlarge(Scratch tooSmall) {
        if (tooSmall.bytes >= MOST_ROW_BYTES)
            throw new NotBytesException(
                    owner.notBytes("it takes more than " + MOST_ROW_BYTES + " bytes"), new IllegalArgumentException());
        store.giveBack(tooSmall);
        filling = null;
        filling = store.scratch(tooSmall.bytes * 2);
    }

    private void flush() {
        Scratch from = filling;
        if (from == null) return;
        if (rowsInChunk > 0) refused = !chunks.add(from, used, rowsInChunk, placing, owner);
        used = 0;
        rowsInChunk = 0;
        filling = null;
        store.giveBack(from);
        if (refused) chunks.close();
    }

    /** No more rows come. */
    public RowBin seal() {
        flush();
        return this;
    }

    /** Whether all rows are there: not so when memory had no room, and the disk was not to be used. */
    public boolean isWhole() {
        return !refused;
    }

    public long rows() {
        return rows;
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        return new Reading();
    }

    /** Shows all rows, in order. */
    public void push(Sink sink) throws Exception {
        int count = chunks.count();
        for (int i = 0; i < count; i++) {
            for (Object row : chunks.read(i, form, owner)) sink.accept(row);
        }
    }

    /** Holds nothing but objects between two calls, so it may be left where it is. */
    private final class Reading implements Iterator<@Nullable Object> {
        private @Nullable Object[] chunk = {};
        private int at;
        private int next;
        private long seen;

        @Override
        public boolean hasNext() {
            return seen < rows;
        }

        @Override
        public @Nullable Object next() {
            if (seen == rows) throw new NoSuchElementException();
            if (at == chunk.length) {
                chunk = chunks.read(next++, form, owner);
                at = 0;
            }
            Object row = chunk[at];
            chunk[at++] = null; // it may be large, and the reader may be slow
            seen++;
            return row;
        }
    }

    @Override
    public void close() {
        Scratch left = filling;
        filling = null;
        if (left != null) store.giveBack(left);
        chunks.close();
    }
}

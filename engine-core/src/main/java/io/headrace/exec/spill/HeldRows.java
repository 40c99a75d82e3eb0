package io.headrace.exec.spill;

import io.headrace.StorageLevel;
import io.headrace.exec.data.Sink;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in order that are held where a storage level says, or, where nobody said anything, on the heap as long as that has room:
 *
 * <pre>
 *   MEMORY_ONLY                 objects on the heap
 *   MEMORY_ONLY_SER             bytes off the heap; if they find no room there they are not kept
 *   MEMORY_AND_DISK(_SER),
 *   OFF_HEAP                    bytes off the heap, and on the disk beyond the budget
 *   DISK_ONLY                   bytes on the disk
 *   no level                    objects on the heap, and bytes beyond the share
 * </pre>
 *
 * Rows that cannot become bytes stay objects at levels with memory, with a warning; at {@code DISK_ONLY}, in strict mode and beyond the share
 * they are an error.
 *
 * <p><b>Threading:</b> as {@link RowBin}.
 */
public final class HeldRows implements Sink, AutoCloseable {
    private final SpillScope scope;
    private final @Nullable Placing placing;
    private final RowForm form;
    private final Owner owner;
    private final @Nullable Meter meter;
    private final List<@Nullable Object> objects = new ArrayList<>();
    private final boolean mayStay;
    private @Nullable RowBin bytes;

    private HeldRows(
            SpillScope scope,
            @Nullable Placing placing,
            RowForm form,
            Owner owner,
            @Nullable Meter meter,
            boolean mayStay) {
        this.scope = scope;
        this.placing = placing;
        this.form = form;
        this.owner = owner;
        this.meter = meter;
        this.mayStay = mayStay;
    }

    /** Rows that the user wants kept. */
    public static HeldRows at(StorageLevel level, SpillScope scope, RowForm form, String name) {
        Owner owner = Owner.kept(name, level.toString());
        if (level.useMemory() && !level.useDisk() && level.deserialized())
            return new HeldRows(scope, null, form, owner, null, true);
        Placing placing = Placing.of(level);
        boolean mayStay = placing != Placing.DISK && !scope.space().strict();
        HeldRows rows = new HeldRows(scope, placing, form, owner, null, mayStay);
        rows.bytes = scope.bin(placing, form, owner);
        return rows;
    }

    /** Rows of which nothing was said: objects while there is room. */
    public static HeldRows onHeapFirst(Placing beyond, SpillScope scope, RowForm form, String name) {
        Owner owner = Owner.outgrown(name, scope.space().heap());
        return new HeldRows(scope, beyond, form, owner, scope.meter(), false);
    }

    /** As {@link #onHeapFirst}, for rows that outlive their batch. */
    public static HeldRows lasting(Placing beyond, SpillScope scope, RowForm form, String name) {
        Owner owner = Owner.outgrown(name, scope.space().heap());
        return new HeldRows(scope, beyond, form, owner, scope.lastingMeter(0), false);
    }

    @Override
    public void accept(@Nullable Object row) {
        if (bytes != null) {
            addBytes(bytes, row);
            return;
        }
        objects.add(row);
        if (meter != null && placing != null && !meter.add(row)) bytes = scope.bin(placing, form, owner);
    }

    private void addBytes(RowBin into, @Nullable Object row) {
        try {
            into.accept(row);
        } catch (NotBytesException e) {
            if (!mayStay) throw e;
            scope.space().warn(e.getMessage() + " (until then they stay objects on the heap)");
            stayObjects(into);
            objects.add(row);
        }
    }

    private void stayObjects(RowBin written) {
        written.seal().forEach(objects::add);
        scope.close(written);
        bytes = null;
    }

    /** No more rows come. */
    public HeldRows seal() {
        if (bytes != null) bytes.seal();
        if (meter != null) meter.settle();
        return this;
    }

    /** Whether all rows are there: see {@link RowBin#isWhole}. */
    public boolean isWhole() {
        return bytes == null || bytes.isWhole();
    }

    /** The objects, when all rows are objects; else null. */
    public @Nullable List<@Nullable Object> onHeap() {
        return bytes == null ? objects : null;
    }

    public long rows() {
        return objects.size() + (bytes == null ? 0 : bytes.rows());
    }

    /** Shows all rows, in order. */
    public void push(Sink sink) throws Exception {
        for (int i = 0; i < objects.size(); i++) sink.accept(objects.get(i));
        RowBin rest = bytes;
        if (rest != null) rest.push(sink);
    }

    public Iterator<@Nullable Object> iterator() {
        RowBin rest = bytes;
        return rest == null ? objects.iterator() : new Both<>(objects.iterator(), rest.iterator());
    }

    private record Both<T extends @Nullable Object>(Iterator<T> first, Iterator<T> second) implements Iterator<T> {
        @Override
        public boolean hasNext() {
            return first.hasNext() || second.hasNext();
        }

        @Override
        public T next() {
            return first.hasNext() ? first.next() : second.next();
        }
    }

    /** Frees what is not on the heap; objects stay with whoever has them. */
    @Override
    public void close() {
        if (bytes != null) scope.close(bytes);
        if (meter != null) scope.close(meter);
    }
}

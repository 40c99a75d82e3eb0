package io.headrace.exec.spill;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A list whose elements lie on the disk. Going through it reads it chunk by chunk; {@link #get} is quick for one element after the other,
 * and begins at the front for an earlier one.
 *
 * <p><b>Threading:</b> any thread; iterators are their user's.
 */
public final class SpilledList extends AbstractList<@Nullable Object> {
    private final RowBin bin;
    private @Nullable Iterator<@Nullable Object> reading;
    private int next;

    public SpilledList(RowBin bin) {
        this.bin = bin;
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, bin.rows());
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        return bin.iterator();
    }

    @Override
    public synchronized @Nullable Object get(int index) {
        Objects.checkIndex(index, size());
        Iterator<@Nullable Object> at = reading;
        if (at == null || index < next) {
            at = bin.iterator();
            reading = at;
            next = 0;
        }
        for (; next < index; next++) at.next();
        next++;
        return at.next();
    }
}

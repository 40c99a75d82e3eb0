package io.headrace.wal.chronicle;

import io.headrace.memory.Hash;
import io.headrace.memory.MemoryBounds;
import io.headrace.memory.RawMemory;
import net.openhft.chronicle.algo.hashing.LongHashFunction;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.bytes.RandomDataInput;
import net.openhft.chronicle.bytes.RandomDataOutput;
import net.openhft.chronicle.hash.AbstractData;
import org.jspecify.annotations.Nullable;

/**
 * Bytes by address, as Chronicle Map wants to see keys and values: aimed again for every call, so that none allocates.
 *
 * <p>Its hash is ours, with a seed of the file's own: nobody outside can prepare keys that all fall into one segment. The
 * map uses it only to find entries, and never recomputes it from its own copy of a key.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Slice extends AbstractData<Slice> {
    private final long seed;
    private final MemoryBounds.Window foreign;
    private final PointerBytesStore bytes = new PointerBytesStore();
    private long address;
    private int length;
    private int capacity;

    /** A slice whose bytes are compared with and copied to memory of the map, which {@code foreign} uncovers. */
    Slice(long seed, MemoryBounds.Window foreign) {
        this.seed = seed;
        this.foreign = foreign;
    }

    /** Aims at bytes that are there. */
    Slice aim(long address, int length) {
        this.address = address;
        this.length = length;
        this.capacity = length;
        return this;
    }

    /** Aims at room for bytes that are to come. */
    Slice receive(long address, int capacity) {
        this.address = address;
        this.length = 0;
        this.capacity = capacity;
        return this;
    }

    /** Takes bytes in as far as there is room for all of them; their number is the slice's length either way. */
    void take(long from, int count) {
        length = count;
        if (count > capacity) return;
        foreign.move(from, count);
        RawMemory.copy(from, address, count);
    }

    int length() {
        return length;
    }

    boolean isOverrun() {
        return length > capacity;
    }

    @Override
    public long hash(LongHashFunction ignored) {
        return Hash.of(address, length, seed);
    }

    @Override
    public boolean equivalent(RandomDataInput source, long sourceOffset) {
        long other = source.addressForRead(sourceOffset);
        foreign.move(other, length);
        return RawMemory.equal(address, other, length);
    }

    @Override
    @SuppressWarnings("rawtypes") // the signature is Chronicle's
    public void writeTo(RandomDataOutput target, long targetOffset) {
        if (length == 0) return;
        long to = target.addressForWrite(targetOffset);
        foreign.move(to, length);
        RawMemory.copy(address, to, length);
    }

    @Override
    public RandomDataInput bytes() {
        bytes.set(address, length);
        return bytes;
    }

    @Override
    public long offset() {
        return bytes.start();
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public Slice get() {
        return this;
    }

    @Override
    public Slice getUsing(@Nullable Slice using) {
        throw new UnsupportedOperationException("a slice is aimed, not copied");
    }
}

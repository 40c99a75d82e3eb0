package io.headrace.memory.codec.object;

import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Refusal;

/**
 * Objects of registered classes, by Kryo: for values whose type no built-in codec has. A round trip costs microseconds, and
 * garbage. Not canonical: equal sets may be written in different orders.
 *
 * <p>The bytes are the number of the class and the object, as the {@link KryoRegistry} has them, so what reads them needs a
 * registry with the same numbers.
 *
 * <p><b>Threading:</b> one thread at a time; {@link #perThread} makes one for another thread.
 *
 * @param <T> the class of the values, or one that they extend; the values' own classes are the registered ones
 */
public final class KryoCodec<T> implements Codec<T> {
    private static final int VERSION = 1;

    private final KryoRegistry registry;
    private final Class<T> type;
    private final String name;
    private final KryoSpace space;

    private KryoCodec(KryoRegistry registry, Class<T> type) {
        this.registry = registry;
        this.type = type;
        RegisteredType known = registry.find(type);
        this.name = "kryo(" + (known != null ? known.name() : type.getTypeName()) + ")";
        this.space = new KryoSpace(registry);
    }

    public static <T> KryoCodec<T> of(KryoRegistry registry, Class<T> type) {
        return new KryoCodec<>(registry, type);
    }

    @Override
    public int encode(T value, long address, int capacity) {
        if (value == null) throw Refusal.ofNull(this);
        int length = space.encode(value, true, capacity);
        if (length != NO_ROOM) space.copyTo(address);
        return length;
    }

    @Override
    public T decode(long address, int length) {
        Object value = space.decode(null, address, length, this);
        if (!type.isInstance(value))
            throw Refusal.corrupt(this, "an object of " + value.getClass().getName(), "a " + type.getName());
        return type.cast(value);
    }

    @Override
    public boolean canonical() {
        return false;
    }

    @Override
    public int fixedLength() {
        return VARIABLE;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public Codec<T> perThread() {
        return new KryoCodec<>(registry, type);
    }

    @Override
    public String toString() {
        return id();
    }
}

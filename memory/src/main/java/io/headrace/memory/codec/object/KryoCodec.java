package io.headrace.memory.codec.object;

import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Refusal;

/**
 * Objects of registered classes, by Kryo: for values whose type no built-in codec has. A round trip costs microseconds, and
 * garbage. Canonical for the classes of which the {@link KryoRegistry} knows it, and for no others: equal sets may be written in
 * different orders.
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
    private final boolean canonical;
    private final KryoSpace space;

    private KryoCodec(KryoRegistry registry, Class<T> type, String name) {
        this.registry = registry;
        this.type = type;
        this.name = name;
        this.canonical = registry.isCanonical(type);
        this.space = new KryoSpace(registry);
    }

    public static <T> KryoCodec<T> of(KryoRegistry registry, Class<T> type) {
        return new KryoCodec<>(registry, type, "kryo(" + nameOf(registry, type) + ")");
    }

    /** As {@link #of}, with the fields of the class in the name: another class has another id, though it kept its name. */
    static <T> KryoCodec<T> withShape(KryoRegistry registry, Class<T> type) {
        String name = nameOf(registry, type) + " " + KryoRegistry.shape(type);
        return new KryoCodec<>(registry, type, "kryo(" + name + ")");
    }

    private static String nameOf(KryoRegistry registry, Class<?> type) {
        RegisteredType known = registry.find(type);
        return known != null ? known.name() : type.getTypeName();
    }

    @Override
    public int encode(T value, long address, int capacity) {
        if (value == null) throw Refusal.ofNull(this);
        if (canonical && !registry.isCanonical(value.getClass()))
            throw new IllegalArgumentException(
                    "codec " + name + " keeps keys: " + registry.howToMakeCanonical(value.getClass()));
        int length = space.encode(value, true, capacity);
        if (length != NO_ROOM) space.copyTo(address);
        return length;
    }

    @Override
    public T decode(long address, int length) {
        Object value = space.decode(null, address, length, this);
        if (!type.isInstance(value))
            throw Refusal.corrupt(this, "an object of " + value.getClass().getName(), "a " + type.getName());
        if (canonical && !(space.encode(value, true, length) == length && space.wrote(address, length)))
            throw Refusal.corrupt(this, "an object in other bytes than it is written in", "those");
        return type.cast(value);
    }

    @Override
    public boolean canonical() {
        return canonical;
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
        return new KryoCodec<>(registry, type, name);
    }

    @Override
    public String toString() {
        return id();
    }
}

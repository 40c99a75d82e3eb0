package io.headrace.memory.codec.object;

import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Refusal;
import io.headrace.memory.codec.Utf8;
import java.util.HashMap;
import java.util.Map;

/**
 * A constant of an enum by its name, as UTF-8: constants may move in the source, and more may come.
 *
 * <p><b>Threading:</b> immutable.
 */
final class EnumCodec<E extends Enum<E>> implements Codec<E> {
    private static final int VERSION = 1;

    private final String name;
    private final Map<String, E> constants = new HashMap<>();

    /** @param typeName the stable name of the class */
    EnumCodec(Class<E> type, String typeName) {
        this.name = "enum(" + typeName + ")";
        for (E constant : type.getEnumConstants()) constants.put(constant.name(), constant);
    }

    @Override
    public int encode(E value, long address, int capacity) {
        if (value == null) throw Refusal.ofNull(this);
        return Utf8.encode(value.name(), address, capacity);
    }

    @Override
    public E decode(long address, int length) {
        String constant = Utf8.decode(address, length);
        E value = constant == null ? null : constants.get(constant);
        if (value == null) throw Refusal.corrupt(this, "the constant " + constant, "one of " + constants.keySet());
        return value;
    }

    @Override
    public boolean canonical() {
        return true;
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
    public String toString() {
        return id();
    }
}

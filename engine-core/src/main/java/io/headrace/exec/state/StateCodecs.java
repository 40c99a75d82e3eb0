package io.headrace.exec.state;

import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.object.DynamicCodec;
import io.headrace.plan.Node;
import org.jspecify.annotations.Nullable;

/**
 * How a stream's keys and states become bytes. Keys are looked up by their bytes, so only those may be keys whose equal values have equal
 * bytes.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class StateCodecs {
    private final Codec<@Nullable Object> key;
    private final Codec<@Nullable Object> state;

    public StateCodecs(Codec<@Nullable Object> key, Codec<@Nullable Object> state) {
        this.key = key;
        this.state = state;
    }

    Codec<@Nullable Object> key() {
        return key;
    }

    Codec<@Nullable Object> state() {
        return state;
    }

    /** {@code dynamic:1,dynamic:1}. */
    String id() {
        return key.id() + "," + state.id();
    }

    /** Refuses a key whose bytes do not stand for it. */
    void checkKey(@Nullable Object value, Node node) {
        boolean isCanonical = key instanceof DynamicCodec dynamic ? dynamic.canonicalFor(value) : key.canonical();
        if (isCanonical) return;
        throw new IllegalArgumentException(
                node.describe() + " has a key of "
                        + (value == null ? "null" : value.getClass().getName())
                        + ", which is not stored in one way only: map keys to text, numbers, byte arrays, tuples or lists of these");
    }
}

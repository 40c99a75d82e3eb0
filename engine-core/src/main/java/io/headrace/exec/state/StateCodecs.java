package io.headrace.exec.state;

import io.headrace.exec.types.HintedCodecs;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.object.DynamicCodec;
import io.headrace.plan.Node;
import org.jspecify.annotations.Nullable;

/**
 * How a stream's keys and states become bytes: as its type hints say, or by what each value is. Keys are looked up by their bytes, so only
 * those may be keys whose equal values have equal bytes.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class StateCodecs {
    private final Codec<@Nullable Object> key;
    private final Codec<@Nullable Object> state;
    private final DynamicCodec dynamic;

    private StateCodecs(Codec<@Nullable Object> key, Codec<@Nullable Object> state, DynamicCodec dynamic) {
        this.key = key;
        this.state = state;
        this.dynamic = dynamic;
    }

    /** The codecs of a keyed stream, for one thread. */
    public static StateCodecs of(Node node, HintedCodecs codecs) {
        return new StateCodecs(codecs.keys(node), codecs.values(node), codecs.dynamic());
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
        if (key.canonical() || dynamic.canonicalFor(value)) return;
        throw new IllegalArgumentException(node.describe() + " has a key of "
                + (value == null ? "null" : value.getClass().getTypeName())
                + ", and keys are found again by their bytes: " + dynamic.whyNotCanonical(value));
    }
}

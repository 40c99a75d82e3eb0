package io.headrace.exec.state;

import io.headrace.exec.types.HintedCodecs;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.object.DynamicCodec;
import io.headrace.plan.Node;
import io.headrace.plan.ViewKey;
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
    private final String stateId;
    private final DynamicCodec dynamic;

    private StateCodecs(
            Codec<@Nullable Object> key, Codec<@Nullable Object> state, String stateId, DynamicCodec dynamic) {
        this.key = key;
        this.state = state;
        this.stateId = stateId;
        this.dynamic = dynamic;
    }

    /** The codecs of a keyed stream, for one thread. */
    public static StateCodecs of(Node node, HintedCodecs codecs) {
        Codec<@Nullable Object> state = codecs.values(node);
        return new StateCodecs(codecs.keys(node), state, state.id(), codecs.dynamic());
    }

    /** Of keys that are those of views, and states that are flat records: as objects they are their bytes. */
    @SuppressWarnings("unchecked") // keys are what the codec is of
    public static StateCodecs ofFlat(ViewKey<?, ?> key, FlatLayout states, HintedCodecs codecs) {
        Codec<?> keys = key instanceof ViewKey.Text<?> ? Codecs.TEXT : Codecs.LONG;
        return new StateCodecs(
                (Codec<@Nullable Object>) keys,
                (Codec<@Nullable Object>) (Codec<?>) Codecs.BYTES,
                states.signature(),
                codecs.dynamic());
    }

    Codec<@Nullable Object> key() {
        return key;
    }

    Codec<@Nullable Object> state() {
        return state;
    }

    /** How states are stored, in words. */
    String stateId() {
        return stateId;
    }

    /** {@code dynamic:1,dynamic:1}. */
    String id() {
        return key.id() + "," + stateId;
    }

    /** Refuses a key whose bytes do not stand for it. */
    void checkKey(@Nullable Object value, Node node) {
        if (key.canonical() || dynamic.canonicalFor(value)) return;
        throw new IllegalArgumentException(node.describe() + " has a key of "
                + (value == null ? "null" : value.getClass().getTypeName())
                + ", and keys are found again by their bytes: " + dynamic.whyNotCanonical(value));
    }
}

package io.headrace.engine.random;

import io.headrace.FlatStateSpec;
import io.headrace.Tuple2;
import io.headrace.function.FlatOut;
import io.headrace.function.FlatState;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The digests of {@link StateOps}, on views: states and results are flat records that hold their key.
 *
 * <pre>
 *   | key, 16 bytes | its length | number | whether it is gone |
 * </pre>
 */
final class FlatDigests {
    /** A state or a result. */
    interface Digest {
        long key0();

        Digest key0(long bytes);

        long key1();

        Digest key1(long bytes);

        int length();

        Digest length(int bytes);

        long number();

        Digest number(long number);

        boolean gone();

        Digest gone(boolean gone);
    }

    private static final int MOST_KEY_BYTES = 2 * Long.BYTES;
    private static final FlatViews<Digest> DIGESTS = FlatViews.of(
            Digest.class,
            FlatLayout.builder()
                    .addLong("key0")
                    .addLong("key1")
                    .addInt("length")
                    .addLong("number")
                    .addBoolean("gone")
                    .build());

    private FlatDigests() {}

    /** @param leavesOutEven whether calls of even times give nothing */
    static FlatStateSpec<Utf8View, Digest, Digest> spec(boolean leavesOutEven, long most) {
        return FlatStateSpec.function(
                DIGESTS, DIGESTS, (text, state, out) -> call(text, state, out, leavesOutEven, most));
    }

    private static void call(
            Utf8View text, FlatState<Digest> state, FlatOut<Digest> out, boolean leavesOutEven, long most) {
        long next = StateOps.next(state.exists() ? state.get().number() : 0, text.length() - 2L);
        if (Math.abs(next) <= most) key(text, state.get()).number(next);
        else state.remove();
        if (leavesOutEven && state.batchMillis() / 1000 % 2 == 0) return;
        key(text, out.add()).number(next);
    }

    static void lastLook(Digest state, FlatOut<Digest> out) {
        Digest gone = out.add().gone(true);
        gone.key0(state.key0()).key1(state.key1()).length(state.length()).number(state.number());
    }

    private static Digest key(Utf8View text, Digest into) {
        byte[] bytes = new byte[text.length()];
        RawMemory.copyToArray(text.address(), bytes, 0, bytes.length);
        return key(bytes, into);
    }

    private static Digest key(byte[] text, Digest into) {
        ByteBuffer bytes = ByteBuffer.allocate(MOST_KEY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(text); // throws when a random text is longer
        return into.key0(bytes.getLong(0)).key1(bytes.getLong(Long.BYTES)).length(text.length);
    }

    static void write(Tuple2<String, Long> pair, Digest into) {
        key(pair._1().getBytes(StandardCharsets.UTF_8), into).number(pair._2());
    }

    private static String key(Digest digest) {
        ByteBuffer bytes = ByteBuffer.allocate(MOST_KEY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(digest.key0()).putLong(digest.key1());
        return new String(bytes.array(), 0, digest.length(), StandardCharsets.UTF_8);
    }

    static Tuple2<String, Long> pair(Digest state) {
        return new Tuple2<>(key(state), state.number());
    }

    static String shown(Digest result) {
        return key(result) + ":" + result.number() + (result.gone() ? StateOps.GONE : "");
    }
}

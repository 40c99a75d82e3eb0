package io.headrace.exec.types;

import io.headrace.memory.codec.Codec;
import io.headrace.plan.Node;
import org.jspecify.annotations.Nullable;

/**
 * The codec of a hinted class, for values of which only the hint says that they are of it: a value of another class is refused by the
 * stream's name, as is a null that the codec has no bytes for.
 *
 * <p><b>Threading:</b> that of the codec inside.
 */
final class CheckedCodec implements Codec<@Nullable Object> {
    private final Codec<@Nullable Object> inside;
    private final Class<?> type;
    private final Node node;
    private final String what;
    private final boolean takesNull;

    /**
     * @param what of the stream it is: {@code "element"}, {@code "key"}, {@code "value"}
     * @param takesNull whether the codec has bytes for null
     */
    CheckedCodec(Codec<@Nullable Object> inside, Class<?> type, Node node, String what, boolean takesNull) {
        this.inside = inside;
        this.type = type;
        this.node = node;
        this.what = what;
        this.takesNull = takesNull;
    }

    @Override
    public int encode(@Nullable Object value, long address, int capacity) {
        boolean isRight = value == null ? takesNull : type.isInstance(value);
        if (!isRight) throw refusal(value);
        return encodeInside(value, address, capacity);
    }

    @SuppressWarnings("NullAway") // it does not see that this codec's values may be null
    private int encodeInside(@Nullable Object value, long address, int capacity) {
        return inside.encode(value, address, capacity);
    }

    private IllegalArgumentException refusal(@Nullable Object value) {
        String found = value == null ? "null" : "a " + value.getClass().getTypeName();
        String cure = value == null
                ? ": leave the hint out, for without one null is kept too, or use an Optional"
                : ": correct the hint, or leave it out";
        return new IllegalArgumentException(node.describe() + " has " + found + " as " + what
                + ", but its type hint says " + type.getTypeName() + cure);
    }

    @Override
    @SuppressWarnings("NullAway") // it does not see that this codec's values may be null
    public @Nullable Object decode(long address, int length) {
        return inside.decode(address, length);
    }

    @Override
    public boolean canonical() {
        return inside.canonical();
    }

    @Override
    public int fixedLength() {
        return inside.fixedLength();
    }

    @Override
    public String name() {
        return inside.name();
    }

    @Override
    public int version() {
        return inside.version();
    }

    @Override
    public CheckedCodec perThread() {
        return new CheckedCodec(inside.perThread(), type, node, what, takesNull);
    }

    @Override
    public String toString() {
        return id();
    }
}

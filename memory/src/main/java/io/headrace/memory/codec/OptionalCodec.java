package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;
import java.util.Optional;

/**
 * An {@code Optional}: how typed values get an answer for "none".
 *
 * <pre>
 *   +---+            +---+-----------
 *   | 0 |  empty     | 1 | value ...
 *   +---+            +---+-----------
 * </pre>
 *
 * <p><b>Threading:</b> that of the codec inside.
 */
public final class OptionalCodec<T> extends VariableCodec<Optional<T>> {
    private static final byte EMPTY = 0;
    private static final byte PRESENT = 1;

    private final Codec<T> inside;

    OptionalCodec(Codec<T> inside) {
        super("optional(" + inside.id() + ")", inside.canonical());
        this.inside = inside;
    }

    @Override
    @SuppressWarnings("OptionalAssignedToNull") // a null Optional is a user's mistake that deserves a clear refusal
    public int encode(Optional<T> value, long address, int capacity) {
        if (value == null) throw Refusal.ofNull(this);
        if (capacity < 1) return NO_ROOM;
        RawMemory.putByte(address, value.isPresent() ? PRESENT : EMPTY);
        if (value.isEmpty()) return 1;
        int written = inside.encode(value.get(), address + 1, capacity - 1);
        return written == NO_ROOM ? NO_ROOM : written + 1;
    }

    @Override
    public Optional<T> decode(long address, int length) {
        if (length < 1) throw Refusal.ofLength(this, length, "at least 1");
        byte mark = RawMemory.getByte(address);
        if (mark == PRESENT) return Optional.of(inside.decode(address + 1, length - 1));
        if (mark != EMPTY || length != 1)
            throw Refusal.corrupt(
                    this, "mark " + mark + " and " + (length - 1) + " bytes", "0 alone, or 1 and a value");
        return Optional.empty();
    }

    @Override
    public Codec<Optional<T>> perThread() {
        Codec<T> own = inside.perThread();
        return own == inside ? this : new OptionalCodec<>(own);
    }
}

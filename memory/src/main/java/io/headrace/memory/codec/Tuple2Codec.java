package io.headrace.memory.codec;

import io.headrace.Tuple2;
import io.headrace.memory.RawMemory;

/**
 * A {@link Tuple2} of two codecs. A length is stored only where neither half has a fixed one.
 *
 * <pre>
 *   one half of fixed length         neither
 *   +-----------+-----------+        +----------------+-----------+-----------+
 *   |    _1     |    _2     |        | length of _1   |    _1     |    _2     |
 *   +-----------+-----------+        +----------------+-----------+-----------+
 *                                    0                4
 * </pre>
 *
 * <p><b>Threading:</b> that of the codecs inside.
 */
public final class Tuple2Codec<A, B> extends VariableCodec<Tuple2<A, B>> {
    private static final int LENGTH_BYTES = 4;

    private final Codec<A> first;
    private final Codec<B> second;
    private final int firstFixed;
    private final int secondFixed;
    private final int head;

    Tuple2Codec(Codec<A> first, Codec<B> second) {
        super("tuple2(" + first.id() + "," + second.id() + ")", first.canonical() && second.canonical());
        this.first = first;
        this.second = second;
        this.firstFixed = first.fixedLength();
        this.secondFixed = second.fixedLength();
        this.head = firstFixed == VARIABLE && secondFixed == VARIABLE ? LENGTH_BYTES : 0;
    }

    public Codec<A> first() {
        return first;
    }

    public Codec<B> second() {
        return second;
    }

    @Override
    public int encode(Tuple2<A, B> value, long address, int capacity) {
        if (value == null) throw Refusal.ofNull(this);
        if (capacity < head) return NO_ROOM;
        int one = first.encode(value._1(), address + head, capacity - head);
        if (one == NO_ROOM) return NO_ROOM;
        int two = second.encode(value._2(), address + head + one, capacity - head - one);
        if (two == NO_ROOM) return NO_ROOM;
        if (head != 0) RawMemory.putInt(address, one);
        return head + one + two;
    }

    @Override
    public Tuple2<A, B> decode(long address, int length) {
        int one = firstLength(address, length);
        A left = first.decode(address + head, one);
        return new Tuple2<>(left, second.decode(address + head + one, length - head - one));
    }

    /** Where the first half lies within a tuple's bytes, for readers in place. */
    public int firstOffset() {
        return head;
    }

    /** The length of the first half of the tuple at {@code [address, address+length)}; the second takes the rest. */
    public int firstLength(long address, int length) {
        if (length < head) throw Refusal.ofLength(this, length, "at least " + head);
        int one = firstFixed;
        if (head != 0) one = RawMemory.getInt(address);
        else if (firstFixed == VARIABLE) one = length - secondFixed;
        if (one < 0 || one > length - head)
            throw Refusal.corrupt(this, "a first half of " + one + " bytes in " + length, "one within");
        return one;
    }

    @Override
    public int fixedLength() {
        return firstFixed == VARIABLE || secondFixed == VARIABLE ? VARIABLE : firstFixed + secondFixed;
    }

    @Override
    public Codec<Tuple2<A, B>> perThread() {
        Codec<A> ownFirst = first.perThread();
        Codec<B> ownSecond = second.perThread();
        return ownFirst == first && ownSecond == second ? this : new Tuple2Codec<>(ownFirst, ownSecond);
    }
}

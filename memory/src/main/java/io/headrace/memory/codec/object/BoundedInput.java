package io.headrace.memory.codec.object;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Input;
import org.jspecify.annotations.Nullable;

/**
 * Kryo's input, except that no length is believed that the remaining bytes cannot fill: Kryo itself allocates first and
 * finds out later.
 *
 * <p><b>Threading:</b> one thread.
 */
final class BoundedInput extends Input {
    /** A count of elements that take at least a byte each. */
    static int readCount(Input input) {
        return checked(input.readVarInt(true), 1, input);
    }

    private static int checked(int count, int bytesEach, Input input) {
        int remaining = input.limit() - input.position();
        if (count < 0 || count > remaining / bytesEach)
            throw new KryoException("a count of " + count + " with " + remaining + " bytes left");
        return count;
    }

    @Override
    public byte[] readBytes(int length) {
        return super.readBytes(checked(length, 1, this));
    }

    @Override
    public int[] readInts(int length) {
        return super.readInts(checked(length, Integer.BYTES, this));
    }

    @Override
    public int[] readInts(int length, boolean optimizePositive) {
        return super.readInts(checked(length, 1, this), optimizePositive);
    }

    @Override
    public long[] readLongs(int length) {
        return super.readLongs(checked(length, Long.BYTES, this));
    }

    @Override
    public long[] readLongs(int length, boolean optimizePositive) {
        return super.readLongs(checked(length, 1, this), optimizePositive);
    }

    @Override
    public float[] readFloats(int length) {
        return super.readFloats(checked(length, Float.BYTES, this));
    }

    @Override
    public double[] readDoubles(int length) {
        return super.readDoubles(checked(length, Double.BYTES, this));
    }

    @Override
    public short[] readShorts(int length) {
        return super.readShorts(checked(length, Short.BYTES, this));
    }

    @Override
    public char[] readChars(int length) {
        return super.readChars(checked(length, Character.BYTES, this));
    }

    @Override
    public boolean[] readBooleans(int length) {
        return super.readBooleans(checked(length, 1, this));
    }

    @Override
    public @Nullable String readString() {
        if (!readVarIntFlag()) return super.readString(); // plain ASCII: ends at a marked byte, not by a length
        int length = readVarIntFlag(true);
        return length == 0 ? null : chars(checked(length - 1, 1, this));
    }

    @Override
    public @Nullable StringBuilder readStringBuilder() {
        String text = readString();
        return text == null ? null : new StringBuilder(text);
    }

    /** Chars of one to three bytes; Kryo's own reading leaves what it had there before for a byte that begins none. */
    private String chars(int count) {
        char[] text = new char[count];
        for (int i = 0; i < count; i++) {
            int lead = readByteUnsigned();
            if (lead < 0x80) text[i] = (char) lead;
            else if (lead >> 5 == 6) text[i] = (char) ((lead & 0x1f) << 6 | continuation());
            else if (lead >> 4 == 14) text[i] = (char) ((lead & 0x0f) << 12 | continuation() << 6 | continuation());
            else throw new KryoException("a byte that begins no char");
        }
        return new String(text);
    }

    private int continuation() {
        int next = readByteUnsigned();
        if ((next & 0xc0) != 0x80) throw new KryoException("a char without its end");
        return next & 0x3f;
    }
}

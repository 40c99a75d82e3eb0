package io.headrace.memory.codec.object;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Input;

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
    public String readString() {
        checkString();
        return super.readString();
    }

    @Override
    public StringBuilder readStringBuilder() {
        checkString();
        return super.readStringBuilder();
    }

    /** A string that is not plain ASCII begins with one more than its chars, each of which takes a byte or more. */
    private void checkString() {
        int begin = position;
        if (!readVarIntFlag()) return;
        int chars = readVarIntFlag(true) - 1;
        if (chars > 0) checked(chars, 1, this);
        if (chars < -1) throw new KryoException("a string of " + chars + " chars");
        position = begin;
    }
}

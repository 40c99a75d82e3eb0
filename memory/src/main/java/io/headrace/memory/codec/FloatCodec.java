package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;

/**
 * A {@code float}: its IEEE 754 bits, little-endian, equal as {@link Float#equals} has it. So {@code 0.0} and {@code -0.0}
 * are two values, and all {@code NaN}s are one: the canonical bits are written, and others are refused.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class FloatCodec extends FixedCodec<Float> {
    public static final int LENGTH = 4;
    public static final FloatCodec INSTANCE = new FloatCodec();

    private FloatCodec() {
        super("float", LENGTH);
    }

    /** Writes the {@value #LENGTH} bytes, any {@code NaN} as the canonical one; the room is the caller's care. */
    public static void put(float value, long address) {
        RawMemory.putInt(address, Float.floatToIntBits(value));
    }

    public static float get(long address) {
        return RawMemory.getFloat(address);
    }

    @Override
    void write(Float value, long address) {
        put(value, address);
    }

    @Override
    Float read(long address) {
        int bits = RawMemory.getInt(address);
        float value = Float.intBitsToFloat(bits);
        if (bits != Float.floatToIntBits(value))
            throw Refusal.corrupt(
                    this,
                    "a NaN of bits 0x" + Integer.toHexString(bits),
                    "0x" + Integer.toHexString(Float.floatToIntBits(Float.NaN)));
        return value;
    }
}

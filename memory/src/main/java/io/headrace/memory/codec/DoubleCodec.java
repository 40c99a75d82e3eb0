package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;

/**
 * A {@code double}: its IEEE 754 bits, little-endian, equal as {@link Double#equals} has it. So {@code 0.0} and {@code -0.0}
 * are two values, and all {@code NaN}s are one: the canonical bits are written, and others are refused.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class DoubleCodec extends FixedCodec<Double> {
    public static final int LENGTH = 8;
    public static final DoubleCodec INSTANCE = new DoubleCodec();

    private DoubleCodec() {
        super("double", LENGTH);
    }

    /** Writes the {@value #LENGTH} bytes, any {@code NaN} as the canonical one; the room is the caller's care. */
    public static void put(double value, long address) {
        RawMemory.putLong(address, Double.doubleToLongBits(value));
    }

    public static double get(long address) {
        return RawMemory.getDouble(address);
    }

    @Override
    void write(Double value, long address) {
        put(value, address);
    }

    @Override
    Double read(long address) {
        long bits = RawMemory.getLong(address);
        double value = Double.longBitsToDouble(bits);
        if (bits != Double.doubleToLongBits(value))
            throw Refusal.corrupt(
                    this,
                    "a NaN of bits 0x" + Long.toHexString(bits),
                    "0x" + Long.toHexString(Double.doubleToLongBits(Double.NaN)));
        return value;
    }
}

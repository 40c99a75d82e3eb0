package io.headrace.memory.codec;

/**
 * A {@code String} as UTF-8, without length and terminator; see {@link Utf8} for what becomes of an unpaired surrogate.
 * {@link Utf8View} reads the same bytes in place.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class TextCodec extends VariableCodec<String> {
    public static final TextCodec INSTANCE = new TextCodec();

    private TextCodec() {
        super("text", true);
    }

    /** Writes any text as {@link #encode} does a {@code String}. */
    public static int put(CharSequence value, long address, int capacity) {
        return Utf8.encode(value, address, capacity);
    }

    @Override
    public int encode(String value, long address, int capacity) {
        if (value == null) throw Refusal.ofNull(this);
        return Utf8.encode(value, address, capacity);
    }

    @Override
    public String decode(long address, int length) {
        String value = Utf8.decode(address, length);
        if (value == null) {
            int at = Utf8.firstIllFormed(address, length, true);
            throw Refusal.corrupt(this, "ill-formed bytes at offset " + at + " of " + length, "UTF-8");
        }
        return value;
    }
}

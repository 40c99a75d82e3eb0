package io.headrace.memory.codec;

/**
 * What the stateless codecs of no fixed length share.
 *
 * <p><b>Threading:</b> stateless.
 */
abstract class VariableCodec<T> implements Codec<T> {
    private static final int VERSION = 1;

    private final String name;
    private final boolean canonical;

    VariableCodec(String name, boolean canonical) {
        this.name = name;
        this.canonical = canonical;
    }

    @Override
    public final boolean canonical() {
        return canonical;
    }

    @Override
    public int fixedLength() {
        return VARIABLE;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int version() {
        return VERSION;
    }

    @Override
    public final String toString() {
        return id();
    }
}

package io.headrace.exec.data;

import io.headrace.memory.codec.Codec;

/** Fails when it is asked what a row is. <b>Threading:</b> no state. */
final class UndecodableCodec implements Codec<Object> {
    @Override
    public int encode(Object value, long address, int capacity) {
        throw new IllegalStateException("encoded");
    }

    @Override
    public Object decode(long address, int length) {
        throw new IllegalStateException("decoded");
    }

    @Override
    public boolean canonical() {
        return false;
    }

    @Override
    public int fixedLength() {
        return VARIABLE;
    }

    @Override
    public String name() {
        return "undecodable";
    }

    @Override
    public int version() {
        return 1;
    }
}

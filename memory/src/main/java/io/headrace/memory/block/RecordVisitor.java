package io.headrace.memory.block;

/** Is shown the records of a block, one after another. The bytes are valid during the call. */
@FunctionalInterface
public interface RecordVisitor {
    void record(long address, int length);
}

package io.headrace.wal.state;

/**
 * Is shown the entries of a {@link StateStore}, where they lie.
 *
 * <p><b>Threading:</b> called on the thread that asked, during {@link StateStore#forEach}.
 */
@FunctionalInterface
public interface StateVisitor {
    /** One entry; its bytes may be read, not written, and are valid during the call. */
    void visit(long keyAddress, int keyLength, long valueAddress, int valueLength);
}

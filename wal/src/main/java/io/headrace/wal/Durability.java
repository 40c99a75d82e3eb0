package io.headrace.wal;

/**
 * What a record that was acknowledged survives. Codes are stored.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum Durability {
    /** Nothing: no log is written. */
    OFF(0),
    /** The death of the process, however sudden. The log is never synced while it runs. */
    PROCESS(1),
    /** A power cut, once the batch's sync has returned. */
    BATCH(2),
    /** A power cut, once the record's own sync has returned; one sync serves all that waited. */
    RECORD(3);

    private final byte code;

    Durability(int code) {
        this.code = (byte) code;
    }

    public byte code() {
        return code;
    }

    /** Whether acknowledged records survive a power cut. */
    public boolean survivesPowerCut() {
        return this == BATCH || this == RECORD;
    }
}

package io.headrace.wal.scan;

import io.headrace.wal.format.RecordType;
import java.util.List;
import java.util.Map;

/**
 * What {@link LogVerifier} found.
 *
 * @param firstSequence of the oldest record; 0 when there is none
 * @param records sound records by type
 * @param notes what is no damage, and worth knowing: a torn record at the end, a power cut
 */
public record VerifyReport(
        Status status,
        long firstSequence,
        long lastSequence,
        Map<RecordType, Long> records,
        long payloadBytes,
        List<Long> incarnations,
        List<Roll> rolls,
        boolean closedInOrder,
        List<Damage> damages,
        List<String> notes) {
    /** The answer in one word. */
    public enum Status {
        /** Every record that was finished is there and is what was written. */
        SOUND,
        /** It is not; {@link VerifyReport#damages} says where. */
        DAMAGED,
        /** No directory, or no roll in it. */
        NOT_A_LOG
    }

    /** Whether any record is missing or wrong; false when only words around the records are. */
    public boolean recordsLost() {
        return damages.stream().anyMatch(Damage::recordsLost);
    }
}

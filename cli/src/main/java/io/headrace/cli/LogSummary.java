package io.headrace.cli;

import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.Damage;
import io.headrace.wal.scan.VerifyReport;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A log in figures: the fields of {@code wal verify --json} and {@code wal inspect --json}. */
record LogSummary(
        String status,
        long firstSequence,
        long lastSequence,
        Map<String, Long> records,
        long payloadBytes,
        List<Long> incarnations,
        List<RollSummary> rolls,
        boolean closedInOrder,
        List<DamageSummary> damages,
        List<String> notes) {
    /** One file. */
    record RollSummary(long ordinal, long incarnation, String file) {}

    /** One damaged place. */
    record DamageSummary(String file, long offset, String reason, boolean recordsLost) {
        static DamageSummary of(Damage damage) {
            return new DamageSummary(damage.file().toString(), damage.offset(), damage.reason(), damage.recordsLost());
        }
    }

    static LogSummary of(VerifyReport report) {
        Map<String, Long> records = new TreeMap<>();
        for (Map.Entry<RecordType, Long> entry : report.records().entrySet())
            records.put(entry.getKey().name(), entry.getValue());
        return new LogSummary(
                report.status().name(),
                report.firstSequence(),
                report.lastSequence(),
                records,
                report.payloadBytes(),
                report.incarnations(),
                report.rolls().stream()
                        .map(roll -> new RollSummary(
                                roll.ordinal(), roll.incarnation(), roll.file().toString()))
                        .toList(),
                report.closedInOrder(),
                report.damages().stream().map(DamageSummary::of).toList(),
                report.notes());
    }

    String inWords() {
        return String.format(
                Locale.ROOT,
                "records %,d to %,d %s, %,d payload bytes, %d rolls, %d incarnations, %s",
                firstSequence,
                lastSequence,
                records,
                payloadBytes,
                rolls.size(),
                incarnations.size(),
                closedInOrder ? "closed in order" : "not closed in order");
    }
}

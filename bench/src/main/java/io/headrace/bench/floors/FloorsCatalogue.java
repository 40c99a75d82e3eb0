package io.headrace.bench.floors;

import java.util.List;
import java.util.Map;

/** What is measured, against what, and what must be reached. */
final class FloorsCatalogue {
    private FloorsCatalogue() {}

    static List<Comparison> comparisons() {
        return List.of(rawAccess());
    }

    private static Comparison rawAccess() {
        return new Comparison(
                "raw access", raw("RawMemory", "rawMemory"), raw("ByteBuffer with VarHandles", "byteBuffer"), 1.0);
    }

    private static Leg raw(String label, String method) {
        return new Leg(label, RawAccessBenchmark.class, method, Map.of(), RawAccessBenchmark.BYTES, "bytes/s", true);
    }
}

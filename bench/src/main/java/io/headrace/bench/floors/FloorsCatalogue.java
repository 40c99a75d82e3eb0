package io.headrace.bench.floors;

import io.headrace.bench.suite.Comparison;
import io.headrace.bench.suite.Leg;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is measured, against what, and what must be reached. */
public final class FloorsCatalogue {
    private FloorsCatalogue() {}

    public static List<Comparison> comparisons() {
        List<Comparison> all = new ArrayList<>();
        all.add(rawAccess());
        all.addAll(blocks());
        all.addAll(codecs());
        all.addAll(tables());
        all.addAll(logs());
        all.addAll(commits());
        return List.copyOf(all);
    }

    private static Comparison rawAccess() {
        return new Comparison(
                "raw access", raw("RawMemory", "rawMemory"), raw("ByteBuffer with VarHandles", "byteBuffer"), 1.0);
    }

    private static Leg raw(String label, String method) {
        return new Leg(label, RawAccessBenchmark.class, method, Map.of(), RawAccessBenchmark.BYTES, "bytes/s", true);
    }

    private static List<Comparison> blocks() {
        List<Comparison> comparisons = new ArrayList<>();
        for (String length : List.of("100", "1000")) {
            comparisons.add(block("block in cache, records of " + length + " bytes", length, "1"));
            comparisons.add(block("block through memory, records of " + length + " bytes", length, "64"));
        }
        return comparisons;
    }

    private static Comparison block(String scenario, String recordLength, String blocks) {
        Map<String, String> parameters = Map.of("recordLength", recordLength, "blocks", blocks);
        return new Comparison(
                scenario,
                block("append, seal, read", "appendAndRead", parameters),
                block("memory copy", "memoryCopy", parameters),
                0.5);
    }

    private static Leg block(String label, String method, Map<String, String> parameters) {
        return new Leg(label, BlockBenchmark.class, method, parameters, BlockBenchmark.BYTES, "bytes/s", true);
    }

    private static List<Comparison> tables() {
        List<Comparison> comparisons = new ArrayList<>();
        for (String keys : List.of("10000", "5000000")) {
            String scenario = "key table, " + keys + " keys";
            Leg ours = table("LongKeyTable", "keyTable", keys, "scattered", true);
            Leg map = table("Chronicle Map", "chronicleMap", keys, "scattered", false);
            comparisons.add(new Comparison(scenario, ours, table("long[]", "longArray", keys, "scattered", true), 0.6));
            comparisons.add(new Comparison(scenario, ours, map, 8.0));
            comparisons.add(new Comparison(
                    scenario + " in a progression",
                    table("LongKeyTable", "keyTable", keys, "progression", true),
                    table("long[]", "longArray", keys, "progression", true),
                    0.6));
        }
        return comparisons;
    }

    private static Leg table(String label, String method, String keys, String spacing, boolean garbageFree) {
        return new Leg(
                label,
                TableBenchmark.class,
                method,
                Map.of("keys", keys, "spacing", spacing),
                TableBenchmark.UPDATES,
                "updates/s",
                garbageFree);
    }

    private static List<Comparison> codecs() {
        String scenario = "codec, flat record of 100 bytes";
        Leg flyweight = codec("flyweight", "flyweight", true);
        Leg kryo = codec("Kryo", "kryo", false);
        return List.of(
                new Comparison(scenario, flyweight, codec("hand-written puts and gets", "byHand", true), 0.5),
                new Comparison(scenario, flyweight, kryo, 10.0),
                new Comparison(scenario, codec("record object", "recordObject", false), kryo, 1.0));
    }

    private static Leg codec(String label, String method, boolean garbageFree) {
        return new Leg(label, CodecBenchmark.class, method, Map.of(), 1, "round trips/s", garbageFree);
    }

    private static List<Comparison> logs() {
        List<Comparison> comparisons = new ArrayList<>();
        for (int bytes : new int[] {64 << 10, 1 << 20}) {
            comparisons.add(new Comparison(
                    "log append, blocks of " + (bytes >> 10) + " KiB",
                    log("log, PROCESS", "log", bytes, true),
                    log("raw Chronicle appender", "rawAppender", bytes, false),
                    0.85));
        }
        return comparisons;
    }

    private static Leg log(String label, String method, int bytes, boolean garbageFree) {
        Map<String, String> parameters = Map.of("blockBytes", Integer.toString(bytes));
        return new Leg(label, LogBenchmark.class, method, parameters, bytes, "bytes/s", garbageFree);
    }

    private static List<Comparison> commits() {
        List<Comparison> comparisons = new ArrayList<>();
        for (int bytes : new int[] {4000, 65536}) {
            String scenario = "commit and sync of " + bytes + " bytes";
            Leg ours = commit("log, BATCH", "commit", bytes);
            comparisons.add(new Comparison(scenario, ours, commit("bare force", "bareForce", bytes), 0.9));
            Leg newFiles = commit("bare force, new files", "bareForceOfNewFiles", bytes);
            comparisons.add(new Comparison(scenario, ours, newFiles, 0.9));
        }
        return comparisons;
    }

    private static Leg commit(String label, String method, int bytes) {
        Map<String, String> parameters = Map.of("bytes", Integer.toString(bytes));
        return new Leg(label, CommitBenchmark.class, method, parameters, 1, "commits/s", true);
    }
}

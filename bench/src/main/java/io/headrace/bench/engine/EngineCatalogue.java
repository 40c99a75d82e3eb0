package io.headrace.bench.engine;

import io.headrace.bench.suite.Comparison;
import io.headrace.bench.suite.Leg;
import java.util.List;
import java.util.Map;

/** The engine's passes beside loops that are written by hand. */
public final class EngineCatalogue {
    private EngineCatalogue() {}

    /** What is measured, against what, and what must be reached. */
    public static List<Comparison> comparisons() {
        String scenario = "word count on views, prepared blocks, one worker";
        Leg scalar = byHand("exact scalar loop", "scalarLoop");
        Leg wide = byHand("loop of 8 bytes at a time", "wideLoop");
        Leg first = pass("first");
        Leg fourth = pass("fourth");
        return List.of(
                new Comparison(scenario, first, scalar, 0.5),
                new Comparison(scenario, first, wide, 0.5),
                new Comparison(scenario, fourth, first, 0.9));
    }

    private static Leg byHand(String label, String method) {
        return new Leg(label, WordCountBenchmark.class, method, Map.of(), WordCountBenchmark.WORDS, "words/s", true);
    }

    private static Leg pass(String place) {
        String label = "engine, " + place + " pipeline of its JVM";
        Map<String, String> parameters = Map.of("place", place);
        return new Leg(label, WordCountBenchmark.class, "pass", parameters, WordCountBenchmark.WORDS, "words/s", true);
    }
}

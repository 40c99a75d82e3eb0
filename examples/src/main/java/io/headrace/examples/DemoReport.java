package io.headrace.examples;

/**
 * What a demo did. Its components are the fields of {@code demo --json}. <b>Threading:</b> immutable.
 *
 * @param what honestly, what was run
 * @param records lines counted
 * @param words words counted
 * @param recordsPerSecond lines per second, printing included
 * @param batchP50Micros median time of a batch, from its tick to the end of its output
 * @param batchP99Micros 99th percentile of the same
 * @param bytesPerRecord heap bytes that the threads of the engine allocated per line, once it was warm
 * @param gcCount garbage collections meanwhile
 */
public record DemoReport(
        String what,
        long records,
        long words,
        double recordsPerSecond,
        double batchP50Micros,
        double batchP99Micros,
        double bytesPerRecord,
        long gcCount) {}

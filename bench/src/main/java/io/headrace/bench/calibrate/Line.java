package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import java.util.Map;

/**
 * A cost that has a fixed part and one that grows with the bytes, from two measurements. A part that the noise of the machine
 * makes negative is none.
 */
record Line(double fixed, double perByte) {
    static Line through(long shortBytes, double shortNanos, long longBytes, double longNanos) {
        double perByte = Math.max(0, (longNanos - shortNanos) / (longBytes - shortBytes));
        return new Line(Math.max(0, shortNanos - shortBytes * perByte), perByte);
    }

    Map<Cost, Double> as(Cost fixedPart, Cost bytePart) {
        return Map.of(fixedPart, fixed, bytePart, perByte);
    }
}

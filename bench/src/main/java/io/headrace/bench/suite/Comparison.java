package io.headrace.bench.suite;

/** What must reach how much of what. The legs do the same work; their benchmark checks that before it times anything. */
public record Comparison(String scenario, Leg subject, Leg against, double goal) {
    String ratioName() {
        return subject.label() + " / " + against.label();
    }
}

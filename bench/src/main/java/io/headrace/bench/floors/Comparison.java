package io.headrace.bench.floors;

/** What must reach how much of what. The legs do the same work; their benchmark checks that before it times anything. */
record Comparison(String scenario, Leg subject, Leg against, double goal) {
    String ratioName() {
        return subject.label() + " / " + against.label();
    }
}

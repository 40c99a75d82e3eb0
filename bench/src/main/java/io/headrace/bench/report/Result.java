package io.headrace.bench.report;

/** One metric of one leg over all runs. <b>Threading:</b> immutable. */
public record Result(
        String scenario, String leg, String metric, String unit, double median, double min, double max, int runs) {
    public static Result of(String scenario, String leg, String metric, String unit, Spread spread) {
        return new Result(scenario, leg, metric, unit, spread.median(), spread.min(), spread.max(), spread.runs());
    }
}

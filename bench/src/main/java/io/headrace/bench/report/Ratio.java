package io.headrace.bench.report;

/** How a leg stands against another, run by run, and against its goal. <b>Threading:</b> immutable. */
public record Ratio(String scenario, String name, double median, double min, double max, double goal, boolean met) {
    private static final double NONE = -1;

    /** A ratio without a goal: there is nothing that it could miss. */
    public static Ratio justTold(String scenario, String name, Spread spread) {
        return atLeast(NONE, scenario, name, spread);
    }

    boolean isJustTold() {
        return goal == NONE;
    }

    public static Ratio atLeast(double goal, String scenario, String name, Spread spread) {
        return new Ratio(scenario, name, spread.median(), spread.min(), spread.max(), goal, spread.median() >= goal);
    }

    public static Ratio atMost(double goal, String scenario, String name, Spread spread) {
        return new Ratio(scenario, name, spread.median(), spread.min(), spread.max(), goal, spread.median() <= goal);
    }
}

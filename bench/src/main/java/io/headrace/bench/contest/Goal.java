package io.headrace.bench.contest;

import io.headrace.bench.report.Ratio;
import io.headrace.bench.report.Spread;

/**
 * What a leg must reach of another one, round by round.
 *
 * @param goal the least ratio, or for an {@code atMost} goal the greatest; negative: there is none, the ratio is just told
 * @param against the label of the other leg, or empty: the figure itself is what the goal is about
 */
public record Goal(String metric, String subject, String against, double goal, boolean atMost) {
    /** The throughput of a leg must be so many times that of another. */
    public static Goal times(double goal, String subject, String against) {
        return new Goal("throughput", subject, against, goal, false);
    }

    /** How many times the throughput of another leg it is, is told. */
    public static Goal told(String subject, String against) {
        return times(-1, subject, against);
    }

    /** A figure of a leg must not be greater than this. */
    public static Goal atMost(double goal, String metric, String subject) {
        return new Goal(metric, subject, "", goal, true);
    }

    Ratio judge(String scenario, Spread spread) {
        if (goal < 0) return Ratio.justTold(scenario, ratioName(), spread);
        return atMost
                ? Ratio.atMost(goal, scenario, ratioName(), spread)
                : Ratio.atLeast(goal, scenario, ratioName(), spread);
    }

    private String ratioName() {
        String which = metric.equals("throughput") ? "" : ", " + metric;
        return against.isEmpty() ? subject + which : subject + " / " + against + which;
    }
}

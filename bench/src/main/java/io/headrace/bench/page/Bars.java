package io.headrace.bench.page;

import io.headrace.bench.report.Result;
import java.util.List;
import java.util.Locale;

/** A bar for each leg, as long as its median, with a line from its least to its greatest. <b>Threading:</b> immutable. */
final class Bars {
    private static final int LABELS = 330;
    private static final int BARS = 420;
    private static final int FIGURES = 150;
    private static final int ROW = 26;
    private static final int HEAD = 40;
    private static final int BAR = 16;

    private final String title;
    private final List<Result> results;

    Bars(String title, List<Result> results) {
        this.title = title;
        this.results = results;
    }

    String svg() {
        double most = results.stream().mapToDouble(Result::max).max().orElse(1);
        double scale = most > 0 ? BARS / most : 0;
        Svg svg = new Svg(LABELS + BARS + FIGURES, HEAD + ROW * results.size() + 10);
        svg.text(
                10,
                22,
                "start",
                title + ", " + results.get(0).metric() + ", " + results.get(0).unit());
        for (int i = 0; i < results.size(); i++) {
            Result result = results.get(i);
            int top = HEAD + i * ROW;
            double middle = top + BAR / 2.0;
            svg.text(LABELS - 8, top + BAR - 3, "end", result.leg());
            svg.rectangle(LABELS, top, scale * result.median(), BAR, colour(result.leg()));
            svg.line(LABELS + scale * result.min(), middle, LABELS + scale * result.max(), middle, "#222");
            svg.text(LABELS + scale * result.max() + 6, top + BAR - 3, "start", number(result.median()));
        }
        return svg.end();
    }

    static String colour(String leg) {
        if (leg.startsWith("engine")) return "#2b6cb0";
        if (leg.startsWith("Jet")) return "#2f855a";
        if (leg.startsWith("Flink")) return "#b83280";
        if (leg.startsWith("Spark")) return "#c05621";
        return "#718096";
    }

    private static String number(double value) {
        if (value >= 1e6) return String.format(Locale.ROOT, "%.3g M", value / 1e6);
        if (value >= 1e4) return String.format(Locale.ROOT, "%.3g K", value / 1e3);
        return String.format(Locale.ROOT, "%.4g", value);
    }
}

package io.headrace.bench.page;

import io.headrace.bench.report.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A line for each leg over the percentiles of its latency, both axes logarithmic. <b>Threading:</b> immutable. */
final class Percentiles {
    /** Of the plot. */
    static final String METRIC = "latency";

    private static final List<String> NAMES = List.of("p50", "p90", "p99", "p99.9", "p99.99", "max");
    private static final int LEFT = 80;
    private static final int TOP = 40;
    private static final int WIDTH = 420;
    private static final int HEIGHT = 300;
    private static final int LEGEND = 330;

    private final String title;
    private final List<Result> results;

    Percentiles(String title, List<Result> results) {
        this.title = title;
        this.results = results;
    }

    /** Whether this is a metric of the plot. */
    static boolean isOne(String metric) {
        return NAMES.contains(metric);
    }

    String svg() {
        Map<String, List<Result>> legs = new LinkedHashMap<>();
        for (Result result : results)
            legs.computeIfAbsent(result.leg(), leg -> new ArrayList<>()).add(result);
        double least = Math.floor(Math.log10(results.stream()
                .mapToDouble(Result::median)
                .filter(v -> v > 0)
                .min()
                .orElse(1)));
        double most = Math.ceil(
                Math.log10(results.stream().mapToDouble(Result::median).max().orElse(10)));
        double decade = HEIGHT / Math.max(1, most - least);
        Svg svg = new Svg(LEFT + WIDTH + LEGEND, TOP + Math.max(HEIGHT + 40, legs.size() * 18 + 20));
        svg.text(
                10,
                22,
                "start",
                title + ", latency from the intended send time, "
                        + results.get(0).unit());
        for (int i = 0; i < NAMES.size(); i++) svg.text(x(i), TOP + HEIGHT + 20, "middle", NAMES.get(i));
        for (double power = least; power <= most; power++) {
            double y = TOP + HEIGHT - (power - least) * decade;
            svg.line(LEFT, y, LEFT + WIDTH, y, "#ddd");
            svg.text(LEFT - 8, y + 4, "end", String.format(Locale.ROOT, "%,.0f", Math.pow(10, power)));
        }
        int number = 0;
        for (Map.Entry<String, List<Result>> leg : legs.entrySet()) {
            String dash = number % 3 == 0 ? "" : number % 3 == 1 ? "6 3" : "2 3";
            StringBuilder points = new StringBuilder();
            for (Result result : leg.getValue()) {
                double y = TOP + HEIGHT - (Math.log10(Math.max(result.median(), 1e-3)) - least) * decade;
                points.append(Svg.number(x(NAMES.indexOf(result.metric()))))
                        .append(',')
                        .append(Svg.number(y))
                        .append(' ');
            }
            svg.polyline(points.toString().strip(), Bars.colour(leg.getKey()), dash);
            int row = TOP + 12 + number * 18;
            svg.polyline(
                    (LEFT + WIDTH + 12) + "," + (row - 4) + " " + (LEFT + WIDTH + 40) + "," + (row - 4),
                    Bars.colour(leg.getKey()),
                    dash);
            svg.text(LEFT + WIDTH + 46, row, "start", leg.getKey());
            number++;
        }
        return svg.end();
    }

    private static double x(int name) {
        return LEFT + 20 + name * (WIDTH - 40) / (NAMES.size() - 1.0);
    }
}

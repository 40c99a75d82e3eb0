package io.headrace.bench.page;

import java.util.Locale;

/** Builds a small picture. <b>Threading:</b> one thread. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height) {
        text.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\""
                        + " fill=\"white\"/>%n",
                width,
                height,
                width,
                height));
    }

    void text(double x, double y, String anchor, String words) {
        String safe = words.replace("&", "&amp;").replace("<", "&lt;");
        text.append("<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\">" + safe
                + "</text>\n");
    }

    void rectangle(double x, double y, double width, double height, String colour) {
        text.append("<rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(width) + "\" height=\""
                + number(height) + "\" fill=\"" + colour + "\"/>\n");
    }

    void line(double fromX, double fromY, double toX, double toY, String colour) {
        text.append("<line x1=\"" + number(fromX) + "\" y1=\"" + number(fromY) + "\" x2=\"" + number(toX) + "\" y2=\""
                + number(toY) + "\" stroke=\"" + colour + "\"/>\n");
    }

    void polyline(String points, String colour, String dash) {
        text.append("<polyline points=\"" + points + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"2\""
                + (dash.isEmpty() ? "" : " stroke-dasharray=\"" + dash + "\"") + "/>\n");
    }

    String end() {
        return text + "</svg>\n";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}

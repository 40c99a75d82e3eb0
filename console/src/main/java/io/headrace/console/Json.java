package io.headrace.console;

/**
 * Writes JSON: values go in one after the other, and commas come by themselves. Every text is escaped so that it may also stand within
 * HTML.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Json {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(1_024);
    private boolean needsComma;

    Json object() {
        return open('{');
    }

    Json array() {
        return open('[');
    }

    Json endObject() {
        return close('}');
    }

    Json endArray() {
        return close(']');
    }

    private Json open(char bracket) {
        comma();
        out.append(bracket);
        needsComma = false;
        return this;
    }

    private Json close(char bracket) {
        out.append(bracket);
        needsComma = true;
        return this;
    }

    /** The name of the value that comes next. */
    Json name(String name) {
        comma();
        text(name);
        out.append(':');
        needsComma = false;
        return this;
    }

    Json value(long number) {
        comma();
        out.append(number);
        return this;
    }

    /** Rounded to what a person can use: three places behind the point. */
    Json value(double number) {
        comma();
        double rounded = Math.rint(number * 1e3) / 1e3;
        if (Double.isNaN(rounded) || Double.isInfinite(rounded)) out.append("null");
        else if (rounded == (long) rounded) out.append((long) rounded);
        else out.append(rounded);
        return this;
    }

    Json value(boolean is) {
        comma();
        out.append(is);
        return this;
    }

    Json value(String text) {
        comma();
        text(text);
        return this;
    }

    Json field(String name, long number) {
        return name(name).value(number);
    }

    Json field(String name, double number) {
        return name(name).value(number);
    }

    Json field(String name, boolean is) {
        return name(name).value(is);
    }

    Json field(String name, String text) {
        return name(name).value(text);
    }

    private void comma() {
        if (needsComma) out.append(',');
        needsComma = true;
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPlain = c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
            if (isPlain) out.append(c);
            else escape(c);
        }
        out.append('"');
    }

    private void escape(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) out.append(HEX.charAt(c >> shift & 15));
    }

    @Override
    public String toString() {
        return out.toString();
    }
}

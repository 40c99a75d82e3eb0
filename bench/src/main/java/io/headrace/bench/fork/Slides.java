package io.headrace.bench.fork;

import java.io.Serializable;

/**
 * Records in slides of a millisecond each, and windows of many slides. The file is gone through again and again without a break, so a window reaches
 * back into passes before; those that fill the first window are not counted.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param window slides of a window
 * @param pass slides of a pass over the file
 * @param records of a slide
 */
public record Slides(int window, int pass, int records) implements Serializable {
    /** The names of the settings. */
    public static final String WINDOW = "window";

    public static final String PASS = "pass";

    private static final long serialVersionUID = 1;

    /** Those of a task. */
    public static Slides of(Task task) {
        int pass = (int) task.number(PASS);
        return new Slides((int) task.number(WINDOW), pass, (int) (task.records() / pass));
    }

    /** How many passes fill the first window. */
    public int filling() {
        return (window + pass - 1) / pass;
    }

    /** Whether the window is full that ends with this slide; the first one ever is 0. */
    public boolean counts(long slide) {
        return slide >= (long) filling() * pass;
    }

    /** Of the row of a key in the window that ends with this slide. */
    public long rowHash(long key, long slide) {
        return KeyHash.of(key * pass + slide % pass);
    }
}

package io.headrace.bench.fork;

/** What the numbers of a key in a window are reduced to. */
public enum Reduced {
    /** What leaves the window can be taken out again. */
    SUM,
    /** What leaves the window cannot be taken out: it is not known what is the greatest without it. */
    MAX
}

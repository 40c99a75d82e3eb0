package io.headrace.engine.random;

/** What an output of a random program is. */
enum OutputWay {
    /** {@code foreachRDD}. */
    FUNCTION,
    /** An exactly-once sink, which sees the elements of each partition. */
    SINK,
    /** {@code saveAsTextFiles}: the elements' texts. */
    TEXT_FILES
}

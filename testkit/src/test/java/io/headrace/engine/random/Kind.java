package io.headrace.engine.random;

/** What the elements of a random stream are. */
enum Kind {
    /** {@code Long}. */
    NUMBER,
    /** {@code String}. */
    TEXT,
    /** {@code Tuple2<String, Long>}, in a {@code PairDStream}. */
    PAIR,
    /** Texts as views, in a {@code Utf8DStream}. */
    VIEW;

    boolean isObject() {
        return this != VIEW;
    }
}

package io.headrace.bench.words;

import io.headrace.bench.engine.HandLoops;

/** The exact loop that looks at one byte at a time. */
public final class ScalarLoop extends WordLoop {
    public ScalarLoop() {
        super(HandLoops::scalar);
    }
}

package io.headrace.bench.words;

import io.headrace.bench.engine.HandLoops;

/** The loop that looks at eight bytes at a time. */
public final class WideLoop extends WordLoop {
    public WideLoop() {
        super(HandLoops::wide);
    }
}

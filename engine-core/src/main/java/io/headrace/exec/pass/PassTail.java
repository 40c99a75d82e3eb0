package io.headrace.exec.pass;

import io.headrace.exec.data.Sink;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pass: calls the consumer's sink, which is another one from run to run, but of one class as a rule.
 *
 * <p><b>Threading:</b> one worker's.
 */
abstract class PassTail implements Sink {
    private static final Sink NONE = row -> {
        throw new IllegalStateException("a row comes out of a pass that is not running");
    };

    Sink sink = NONE;

    final void aim(Sink consumer) {
        if (sink != NONE)
            throw new IllegalStateException(
                    "a pass was run from inside itself: a sink must not evaluate what feeds it");
        sink = consumer;
    }

    final void end() {
        sink = NONE;
    }

    /** The template. */
    static final class Own extends PassTail {
        Own() {}

        @Override
        public void accept(@Nullable Object row) throws Exception {
            sink.accept(row);
        }

        @Override
        public void settle() throws Exception {
            sink.settle();
        }
    }
}

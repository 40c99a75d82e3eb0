package io.headrace.exec.pass;

import io.headrace.exec.data.Sink;
import io.headrace.function.ViewFlatMap;
import io.headrace.function.ViewOut;
import io.headrace.function.ViewPredicate;
import io.headrace.memory.codec.SplitCursor;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.plan.Node;
import org.jspecify.annotations.Nullable;

/**
 * Templates of the operators on views; {@link StageMaker} defines classes like them.
 *
 * <p><b>Threading:</b> stages are one worker's.
 */
@SuppressWarnings("NullAway") // a row of views is never null, but a sink's row may be
final class ViewStages {
    private ViewStages() {}

    static final class ViewFilterStage extends Stage {
        private final ViewPredicate<Object> function;
        private final Sink next;

        ViewFilterStage(Node node, ViewPredicate<Object> function, Sink next) {
            super(node);
            this.function = function;
            this.next = next;
        }

        @Override
        public void accept(Object row) throws Exception {
            boolean stays;
            try {
                stays = function.test(row);
            } catch (Throwable t) {
                throw failed(t);
            }
            if (stays) next.accept(row);
        }
    }

    /**
     * The user's function calls what comes behind it. A failure from there is kept by the outlet, so that it is not blamed on this
     * operator, and not lost in a catch block of the user's.
     */
    static final class ViewFlatMapStage extends Stage {
        private final ViewFlatMap<Object, Object> function;
        private final Outlet outlet;

        ViewFlatMapStage(Node node, ViewFlatMap<Object, Object> function, Outlet outlet) {
            super(node);
            this.function = function;
            this.outlet = outlet;
        }

        @Override
        public void accept(Object row) throws Exception {
            try {
                function.call(row, outlet);
            } catch (Throwable t) {
                if (outlet.fromBelow == null) throw failed(t);
            }
            if (outlet.fromBelow != null) outlet.rethrow();
        }
    }

    /** What the user's function pushes into. */
    abstract static class Outlet implements ViewOut<Object> {
        private static final long serialVersionUID = 1;
        transient @Nullable Throwable fromBelow;

        final void rethrow() throws Exception {
            Throwable thrown = fromBelow;
            fromBelow = null;
            if (thrown instanceof Error error) throw error;
            throw (Exception) thrown;
        }
    }

    static final class OwnOutlet extends Outlet {
        private static final long serialVersionUID = 1;
        private final transient Sink next;

        OwnOutlet(Sink next) {
            this.next = next;
        }

        @Override
        public void accept(Object view) throws Exception {
            try {
                next.accept(view);
            } catch (Throwable t) {
                fromBelow = t;
                throw t;
            }
        }
    }

    /** All parts count, the empty ones too. */
    static final class SplitStage extends Stage {
        private final SplitCursor cursor = new SplitCursor();
        private final byte delimiter;
        private final Sink next;
        private Utf8View part = new Utf8View();

        SplitStage(Node node, byte delimiter, Sink next) {
            super(node);
            this.delimiter = delimiter;
            this.next = next;
        }

        @Override
        public void accept(Object row) throws Exception {
            cursor.over((Utf8View) row, delimiter);
            while (cursor.next(part)) {
                next.accept(part);
                if (ViewPoison.ON) {
                    part.expire();
                    part = part.renewed();
                }
            }
        }
    }
}

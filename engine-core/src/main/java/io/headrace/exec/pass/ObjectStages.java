package io.headrace.exec.pass;

import io.headrace.Tuple2;
import io.headrace.exec.data.Sink;
import io.headrace.function.FlatMapFunction;
import io.headrace.function.Function;
import io.headrace.plan.Node;
import java.util.Iterator;

/**
 * Templates of the operators on objects; {@link StageMaker} defines classes like them. Each try block holds the user's code and nothing
 * else, so that a failure is blamed on who threw it.
 *
 * <p><b>Threading:</b> stages are one worker's.
 */
@SuppressWarnings("NullAway") // rows and what functions answer may be null; the erased function types cannot say so
final class ObjectStages {
    private ObjectStages() {}

    static final class MapStage extends Stage {
        private final Function<Object, Object> function;
        private final Sink next;

        MapStage(Node node, Function<Object, Object> function, Sink next) {
            super(node);
            this.function = function;
            this.next = next;
        }

        @Override
        public void accept(Object row) throws Exception {
            Object result;
            try {
                result = function.call(row);
            } catch (Throwable t) {
                throw failed(t);
            }
            next.accept(result);
        }
    }

    static final class FilterStage extends Stage {
        private final Function<Object, Boolean> function;
        private final Sink next;

        FilterStage(Node node, Function<Object, Boolean> function, Sink next) {
            super(node);
            this.function = function;
            this.next = next;
        }

        @Override
        public void accept(Object row) throws Exception {
            boolean stays;
            try {
                stays = Returned.checked(function.call(row), "true or false");
            } catch (Throwable t) {
                throw failed(t);
            }
            if (stays) next.accept(row);
        }
    }

    static final class FlatMapStage extends Stage {
        private final FlatMapFunction<Object, Object> function;
        private final Sink next;

        FlatMapStage(Node node, FlatMapFunction<Object, Object> function, Sink next) {
            super(node);
            this.function = function;
            this.next = next;
        }

        @Override
        public void accept(Object row) throws Exception {
            Iterator<Object> results;
            try {
                results = Returned.checked(function.call(row), "an iterator");
            } catch (Throwable t) {
                throw failed(t);
            }
            while (true) {
                Object result;
                try {
                    if (!results.hasNext()) return;
                    result = results.next();
                } catch (Throwable t) {
                    throw failed(t);
                }
                next.accept(result);
            }
        }
    }

    static final class MapValuesStage extends Stage {
        private final Function<Object, Object> function;
        private final Sink next;

        MapValuesStage(Node node, Function<Object, Object> function, Sink next) {
            super(node);
            this.function = function;
            this.next = next;
        }

        @Override
        public void accept(Object row) throws Exception {
            Object result;
            try {
                Tuple2<?, ?> pair = (Tuple2<?, ?>) Returned.pair(row);
                result = new Tuple2<>(pair._1(), function.call(pair._2()));
            } catch (Throwable t) {
                throw failed(t);
            }
            next.accept(result);
        }
    }

    static final class FlatMapValuesStage extends Stage {
        private final FlatMapFunction<Object, Object> function;
        private final Sink next;

        FlatMapValuesStage(Node node, FlatMapFunction<Object, Object> function, Sink next) {
            super(node);
            this.function = function;
            this.next = next;
        }

        @Override
        public void accept(Object row) throws Exception {
            Object key;
            Iterator<Object> values;
            try {
                Tuple2<?, ?> pair = (Tuple2<?, ?>) Returned.pair(row);
                key = pair._1();
                values = Returned.checked(function.call(pair._2()), "an iterator");
            } catch (Throwable t) {
                throw failed(t);
            }
            while (true) {
                Object result;
                try {
                    if (!values.hasNext()) return;
                    result = new Tuple2<>(key, values.next());
                } catch (Throwable t) {
                    throw failed(t);
                }
                next.accept(result);
            }
        }
    }

    /** Holds a partition's rows until all are there: what the function sees is an iterator, which pulls. They may outgrow the heap. */
    static final class MapPartitionsStage extends Stage {
        private final PartitionFunction function;
        private final Sink next;
        private PartitionFunction.Held held;

        MapPartitionsStage(Node node, PartitionFunction function, Sink next) {
            super(node);
            this.function = function;
            this.next = next;
            this.held = function.hold(node);
        }

        @Override
        boolean isBuffering() {
            return true;
        }

        @Override
        void begin() {
            held = function.hold(node()); // the function may have kept the iterator of the one before
        }

        @Override
        public void accept(Object row) {
            held.rows().accept(row);
        }

        @Override
        void finish() throws Exception {
            Iterator<Object> results;
            try {
                results = Returned.checked(function.call(held), "an iterator");
            } catch (Throwable t) {
                throw failed(t);
            }
            while (true) {
                Object result;
                try {
                    if (!results.hasNext()) return;
                    result = results.next();
                } catch (Throwable t) {
                    throw failed(t);
                }
                next.accept(result);
            }
        }

        @Override
        void end() {
            held.close();
        }
    }
}

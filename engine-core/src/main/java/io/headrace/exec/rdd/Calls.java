package io.headrace.exec.rdd;

import io.headrace.StreamingException;
import io.headrace.TaskContext;
import io.headrace.exec.pass.Fatal;
import io.headrace.function.FlatMapFunction;
import io.headrace.function.FlatMapFunction2;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.plan.Combine;
import io.headrace.plan.Given;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the user's functions in one operation on one batch's data: what they throw is named.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param word the operation
 */
@SuppressWarnings("unchecked") // the API has checked the types
record Calls(String word, Life life) {
    /** What the user's function threw, with where it was; what is named already stays as it is. */
    StreamingException failed(Throwable thrown) {
        if (Fatal.is(thrown)) throw (Error) thrown;
        if (thrown instanceof Named named) return named;
        if (thrown instanceof InterruptedException) Thread.currentThread().interrupt();
        String where = TaskContext.isInside() ? ", partition " + TaskContext.partitionId() : "";
        return new Named(word + " on " + life + where + " threw " + thrown + at(thrown), thrown);
    }

    /** The innermost place in the user's code that the failure passed. */
    private static String at(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String owner = frame.getClassName();
            if (isOurs(owner) || owner.startsWith("java.") || owner.startsWith("jdk.")) continue;
            return ", at " + owner + "." + frame.getMethodName() + " (" + frame.getFileName() + ":"
                    + frame.getLineNumber() + ")";
        }
        return "";
    }

    private static boolean isOurs(String owner) {
        return (owner.startsWith("io.headrace.exec.") || owner.startsWith("io.headrace.memory."))
                && !owner.endsWith("Test");
    }

    private static final class Named extends StreamingException {
        private static final long serialVersionUID = 1;

        Named(String message, Throwable cause) {
            super(message, cause);
        }
    }

    Function<Object, Object> of(Function<?, ?> function) {
        Function<Object, Object> erased = (Function<Object, Object>) Given.checked(function, "function");
        return value -> {
            try {
                return erased.call(value);
            } catch (Throwable e) {
                throw failed(e);
            }
        };
    }

    Function2<Object, Object, Object> of2(Function2<?, ?, ?> function) {
        Function2<Object, Object, Object> erased =
                (Function2<Object, Object, Object>) Given.checked(function, "function");
        return (first, second) -> {
            try {
                return erased.call(first, second);
            } catch (Throwable e) {
                throw failed(e);
            }
        };
    }

    /** The iterator is the user's too. */
    FlatMapFunction<Object, Object> many(FlatMapFunction<?, ?> function) {
        FlatMapFunction<Object, Object> erased = (FlatMapFunction<Object, Object>) Given.checked(function, "function");
        return value -> {
            try {
                return new NamedIterator(erased.call(value));
            } catch (Throwable e) {
                throw failed(e);
            }
        };
    }

    /** As {@link #many}, of two values. */
    FlatMapFunction2<Iterator<Object>, Iterator<Object>, Object> many2(FlatMapFunction2<?, ?, ?> function) {
        FlatMapFunction2<Object, Object, Object> erased =
                (FlatMapFunction2<Object, Object, Object>) Given.checked(function, "function");
        return (first, second) -> {
            try {
                return new NamedIterator(erased.call(first, second));
            } catch (Throwable e) {
                throw failed(e);
            }
        };
    }

    private final class NamedIterator implements Iterator<Object> {
        private final Iterator<Object> inner;

        NamedIterator(@Nullable Iterator<Object> inner) {
            if (inner == null) throw new NullPointerException("the function returned null instead of an iterator");
            this.inner = inner;
        }

        @Override
        public boolean hasNext() {
            try {
                return inner.hasNext();
            } catch (RuntimeException | Error e) {
                throw failed(e);
            }
        }

        @Override
        public Object next() {
            try {
                return inner.next();
            } catch (RuntimeException | Error e) {
                throw failed(e);
            }
        }
    }

    Combine reduce(Function2<?, ?, ?> function) {
        Function2<Object, Object, Object> named = of2(function);
        return new Combine(value -> value, named, named, false);
    }

    Combine combine(Function<?, ?> create, Function2<?, ?, ?> addValue, Function2<?, ?, ?> merge) {
        return new Combine(of(create), of2(addValue), of2(merge), false);
    }

    /** The values of a key as a list, in their order. */
    static Combine group() {
        return Combine.intoLists();
    }
}

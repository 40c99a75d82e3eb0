package io.headrace.exec.pass;

import io.headrace.exec.data.OwnClass;
import io.headrace.exec.data.Sink;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a shared pass go on in several: each row to one, and then to the others. Each fork has a class of its own, as the stages
 * have, so that its two calls have one target each.
 *
 * <p><b>Threading:</b> one worker's.
 */
public abstract class Fork implements Sink {
    /** The classes of forks into so many. */
    public static Maker into(int branches) {
        List<OwnClass<Fork>> classes = new ArrayList<>();
        for (int i = 1; i < branches; i++) classes.add(OwnClass.like(MethodHandles.lookup(), Fork.class, Own.class));
        return heads -> {
            Sink rest = heads.get(branches - 1);
            for (int i = branches - 2; i >= 0; i--) rest = classes.get(i).make(heads.get(i), rest);
            return rest;
        };
    }

    /**
     * Makes forks of the same classes for several workers.
     *
     * <p><b>Threading:</b> any thread.
     */
    @FunctionalInterface
    public interface Maker {
        Sink make(List<Sink> heads);
    }

    /** The template. */
    static final class Own extends Fork {
        private final Sink first;
        private final Sink rest;

        Own(Sink first, Sink rest) {
            this.first = first;
            this.rest = rest;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            first.accept(row);
            rest.accept(row);
        }

        @Override
        public void settle() throws Exception {
            first.settle();
            rest.settle();
        }
    }
}

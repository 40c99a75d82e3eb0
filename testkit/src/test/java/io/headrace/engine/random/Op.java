package io.headrace.engine.random;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator that random programs are made of: how it looks in code, how the engine is told to do it, and what it means, on plain
 * collections.
 *
 * <p>The two numbers in {@link Args} choose among its variants.
 */
abstract class Op {
    /** Numbers from 0 to 999. */
    record Args(int a, int b) {
        <T> T of(List<T> choices) {
            return choices.get(a % choices.size());
        }

        <T> T secondOf(List<T> choices) {
            return choices.get(b % choices.size());
        }
    }

    private final int parents;

    Op(int parents) {
        this.parents = parents;
    }

    final int parents() {
        return parents;
    }

    /** What comes out; null where the operator cannot be applied. */
    abstract @Nullable Traits traits(List<Traits> of, Args args);

    /** The call, behind the name of its first parent: {@code .map(n -> n + 1)}. */
    abstract String code(List<Traits> of, Args args, List<String> names);

    /** Writes it into the engine's program. */
    abstract Object build(Built of, List<Traits> traits, Args args);

    /** Its meaning. */
    abstract Meaning meaning(Past of, List<Traits> traits, Args args);

    /** One step's dataset of each batch in which one is due, asked for in order. */
    interface Meaning {
        @Nullable
        Rows at(int tick);
    }

    /** The batches of a step's parents. */
    interface Past {
        /** The dataset of a parent; null when it has none then. */
        @Nullable
        Rows of(int parent, int tick);

        default @Nullable Rows of(int tick) {
            return of(0, tick);
        }
    }
}

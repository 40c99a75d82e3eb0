package io.headrace.plan;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the user says of the types of a stream, which erasure took away: one class for its elements, or two for its keys and values.
 *
 * <p><b>Threading:</b> immutable.
 */
public record TypeHints(List<Class<?>> classes) {
    public static final TypeHints NONE = new TypeHints(List.of());

    public TypeHints {
        classes = List.copyOf(classes);
    }

    public static TypeHints of(Class<?>... classes) {
        return new TypeHints(List.of(classes));
    }

    /** Whether nothing was said. */
    public boolean isEmpty() {
        return classes.isEmpty();
    }

    /** Whether keys and values were named. */
    public boolean isOfPairs() {
        return classes.size() == 2;
    }

    /** The class of the elements, or of the keys; null when nothing was said. */
    public @Nullable Class<?> first() {
        return classes.isEmpty() ? null : classes.get(0);
    }

    /** The class of the values; null when nothing was said. */
    public @Nullable Class<?> second() {
        return classes.size() < 2 ? null : classes.get(1);
    }

    /** What is said of the keys of pairs, and of their values nothing. */
    TypeHints keysOnly() {
        return of(classes.get(0), Object.class);
    }

    /** As it was written: {@code .types(String.class, Long.class)}. */
    @Override
    public String toString() {
        return classes.stream()
                .map(type -> type.getSimpleName() + ".class")
                .collect(Collectors.joining(", ", ".types(", ")"));
    }
}

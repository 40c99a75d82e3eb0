package io.headrace.plan;

import java.util.List;
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

    /** The class of the elements, or of the keys; null when nothing was said. */
    public @Nullable Class<?> first() {
        return classes.isEmpty() ? null : classes.get(0);
    }

    /** The class of the values; null when nothing was said. */
    public @Nullable Class<?> second() {
        return classes.size() < 2 ? null : classes.get(1);
    }
}

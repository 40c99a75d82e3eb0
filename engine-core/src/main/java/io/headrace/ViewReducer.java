package io.headrace;

import io.headrace.plan.Reducer;

/**
 * A built-in reducer that fits numbers of one type: see {@link Reducers}.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param <N> {@code Long} or {@code Double}
 */
@SuppressWarnings("UnusedTypeParameter") // N is for the compiler of user code
public final class ViewReducer<N> {
    private final Reducer reducer;

    ViewReducer(Reducer reducer) {
        this.reducer = reducer;
    }

    Reducer reducer() {
        return reducer;
    }

    @Override
    public String toString() {
        return reducer.toString();
    }
}

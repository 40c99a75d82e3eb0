package io.headrace.function;

/**
 * Where a {@link FlatStateFunction} puts the records of the stream that it makes.
 *
 * <p><b>Threading:</b> one thread at a time.
 *
 * @param <W> the view of a record
 */
public interface FlatOut<W> {
    /** One more record, all zeros, to be written before the next one is added: {@code out.add().user(7).clicks(12)}. */
    W add();
}

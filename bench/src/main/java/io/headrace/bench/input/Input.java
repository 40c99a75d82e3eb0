package io.headrace.bench.input;

import io.headrace.bench.fork.Series;
import java.nio.file.Path;

/**
 * An input file, and what must come out of passes over it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param records what throughput counts: words, records, events
 * @param count the sum of the numbers of all result rows
 * @param hash the sum of the rows' key hashes times their numbers, see {@link io.headrace.bench.fork.Tally}
 */
public record Input(Path file, long records, Series count, Series hash) {
    /** Each pass gives the same. */
    public Input(Path file, long records, long count, long hash) {
        this(file, records, Series.even(count), Series.even(hash));
    }
}

package io.headrace.file;

import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of a partition become the bytes of a file. The same elements must give the same bytes: a batch that is run again
 * overwrites what it has written.
 *
 * <p><b>Threading:</b> several workers may use the same format at once, each with a stream of its own.
 *
 * @param <T> the type of the elements
 */
@FunctionalInterface
public interface RecordFormat<T extends @Nullable Object> extends Serializable {
    /** Writes all elements; the stream is buffered, and closed by whoever calls this. */
    void write(Iterator<? extends T> elements, OutputStream out) throws Exception;

    /** A line for each element: what {@code String.valueOf} makes of it, in UTF-8. */
    static RecordFormat<@Nullable Object> text() {
        return (elements, out) -> {
            while (elements.hasNext()) {
                out.write(String.valueOf(elements.next()).getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
        };
    }
}

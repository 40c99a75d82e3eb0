package io.headrace.plan;

import io.headrace.StorageLevel;
import io.headrace.function.Function;
import io.headrace.receiver.Receiver;
import io.headrace.source.BatchSource;
import io.headrace.source.FileFormat;
import io.headrace.source.SourceFactory;
import java.nio.file.Path;

/**
 * Where the records of an input come from.
 *
 * <p><b>Threading:</b> immutable.
 */
public sealed interface InputSpec {
    /** The source in words, with what tells it from others of its kind: {@code socket localhost:9999}. */
    String label();

    /** A source that a thread of the engine polls. */
    record Polled(String label, SourceFactory factory, StorageLevel level) implements InputSpec {}

    /**
     * The new files of a directory, or of those that a pattern names: those that are found for a tick are its batch.
     *
     * @param filter which files are taken
     * @param newFilesOnly whether files are left out that were there before the start
     */
    record Files(
            String label,
            String directory,
            FileFormat format,
            Function<Path, Boolean> filter,
            boolean newFilesOnly,
            StorageLevel level)
            implements InputSpec {}

    /** A receiver that the user wrote. */
    record Received(String label, Receiver<?> receiver) implements InputSpec {}

    /** Explicit batches. */
    record Batches(String label, BatchSource<?> source) implements InputSpec {}
}

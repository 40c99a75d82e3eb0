package io.headrace.plan;

import io.headrace.StorageLevel;
import io.headrace.receiver.Receiver;
import io.headrace.source.BatchSource;
import io.headrace.source.SourceFactory;

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

    /** A receiver that the user wrote. */
    record Received(String label, Receiver<?> receiver) implements InputSpec {}

    /** Explicit batches. */
    record Batches(String label, BatchSource<?> source) implements InputSpec {}
}

package io.headrace.source;

/**
 * Placeholder.
 *
 * <p><b>Threading:</b> immutable.
 */
public record RateSource(long recordsPerSecond) implements SourceFactory {
    @Override
    public PolledSource open(byte[] position) {
        throw new UnsupportedOperationException("not built yet");
    }
}

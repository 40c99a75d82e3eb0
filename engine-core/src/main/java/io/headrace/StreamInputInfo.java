package io.headrace;

import java.util.Map;

/**
 * What one input brought to a batch.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param metadata what the source says of the records. A stream of files says under {@code "files"} which ones the batch took, as a list of
 *     paths, and under {@link #METADATA_KEY_DESCRIPTION} the same as a text; a batch that is run again after a crash does not know them any
 *     more. Empty for other streams
 */
public record StreamInputInfo(int inputStreamId, long numRecords, Map<String, Object> metadata) {
    /** The key of {@link #metadata} under which a description for people is kept. */
    public static final String METADATA_KEY_DESCRIPTION = "Description";

    public StreamInputInfo {
        metadata = Map.copyOf(metadata);
    }

    public StreamInputInfo(int inputStreamId, long numRecords) {
        this(inputStreamId, numRecords, Map.of());
    }

    /** The description for people; empty when there is none. */
    public String metadataDescription() {
        return String.valueOf(metadata.getOrDefault(METADATA_KEY_DESCRIPTION, ""));
    }
}

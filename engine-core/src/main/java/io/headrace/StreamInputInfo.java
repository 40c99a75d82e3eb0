package io.headrace;

import java.util.Map;

/**
 * What one input brought to a batch.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param metadata what the source says of the records, such as the names of files; empty, for no input of the engine says anything yet
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

package io.headrace;

import java.util.Map;

/**
 * What is known of a batch. Times are milliseconds since 1970, and -1 while there is none; so are delays.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param submissionTime when it was handed to the jobs
 * @param processingStartTime when its first job began
 * @param processingEndTime when its last job ended
 */
public record BatchInfo(
        Time batchTime,
        Map<Integer, StreamInputInfo> streamIdToInputInfo,
        long submissionTime,
        long processingStartTime,
        long processingEndTime,
        Map<Integer, OutputOperationInfo> outputOperationInfos) {
    public BatchInfo {
        streamIdToInputInfo = Map.copyOf(streamIdToInputInfo);
        outputOperationInfos = Map.copyOf(outputOperationInfos);
    }

    /** How long it waited for its first job. */
    public long schedulingDelay() {
        return processingStartTime < 0 ? -1 : processingStartTime - submissionTime;
    }

    /** How long its jobs took. */
    public long processingDelay() {
        return processingStartTime < 0 || processingEndTime < 0 ? -1 : processingEndTime - processingStartTime;
    }

    /** Both together. */
    public long totalDelay() {
        return processingStartTime < 0 || processingEndTime < 0 ? -1 : processingEndTime - submissionTime;
    }

    public long numRecords() {
        return streamIdToInputInfo.values().stream()
                .mapToLong(StreamInputInfo::numRecords)
                .sum();
    }
}

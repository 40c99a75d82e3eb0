package io.headrace;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs, at each batch, how the delays of the last batches are distributed.
 *
 * <p><b>Threading:</b> the thread of the listeners.
 */
public final class StatsReportListener implements StreamingListener {
    private static final Logger LOG = LoggerFactory.getLogger(StatsReportListener.class);
    private static final int DEFAULT_BATCHES = 10;
    private static final int[] PERCENTILES = {0, 5, 10, 25, 50, 75, 90, 95, 100};

    private final int numBatchInfos;
    private final Deque<BatchInfo> batches = new ArrayDeque<>();

    /** Of the last ten batches. */
    public StatsReportListener() {
        this(DEFAULT_BATCHES);
    }

    public StatsReportListener(int numBatchInfos) {
        if (numBatchInfos < 1)
            throw new IllegalArgumentException("statistics of " + numBatchInfos + " batches; give 1 or more");
        this.numBatchInfos = numBatchInfos;
    }

    @Override
    public void onBatchCompleted(StreamingListenerBatchCompleted batchCompleted) {
        batches.addLast(batchCompleted.batchInfo());
        if (batches.size() > numBatchInfos) batches.removeFirst();
        LOG.info("{}", report());
    }

    /** What is logged: one line for the total delay, one for the processing time, in milliseconds. */
    String report() {
        return line("Total delay", BatchInfo::totalDelay)
                + System.lineSeparator()
                + line("Processing time", BatchInfo::processingDelay);
    }

    private String line(String what, ToLongFunction<BatchInfo> delay) {
        long[] sorted =
                batches.stream().mapToLong(delay).filter(d -> d >= 0).sorted().toArray();
        if (sorted.length == 0) return what + ": no batch is complete";
        StringBuilder text = new StringBuilder(what + " of " + sorted.length + " batches: mean "
                + Math.round(Arrays.stream(sorted).average().orElse(0)) + " ms");
        for (int percentile : PERCENTILES) {
            int rank = (int) Math.ceil(percentile / 100.0 * sorted.length);
            text.append(", ")
                    .append(percentile)
                    .append("% ")
                    .append(sorted[Math.max(0, rank - 1)])
                    .append(" ms");
        }
        return text.toString();
    }
}

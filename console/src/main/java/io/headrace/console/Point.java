package io.headrace.console;

import io.headrace.BatchProfile;
import io.headrace.exec.counters.CounterId;

/**
 * What one second brought: what the charts draw. Times are in milliseconds, NaN where there was no batch.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param time in milliseconds since 1970
 * @param received records a second, by stream
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares points
record Point(
        long time,
        double[] received,
        double processed,
        double batches,
        double processingMiddle,
        double processingMost,
        double schedulingMiddle,
        double schedulingMost,
        double totalMost,
        long waiting) {
    private static final double MILLI = 1e6;

    /** Collects the batches of a second. */
    static final class Second {
        private final Spread processing = new Spread();
        private final Spread scheduling = new Spread();
        private final Spread total = new Spread();

        void add(BatchProfile batch) {
            processing.add(batch.processingNanos());
            scheduling.add(batch.schedulingNanos());
            total.add(BatchBook.total(batch));
        }

        /** The second is over; the next one begins. */
        Point end(long time, int streams, Look now, Look before) {
            double[] received = new double[streams];
            for (int stream = 0; stream < streams; stream++)
                received[stream] = now.perSecond(CounterId.RECORDS_RECEIVED, stream, before);
            Point point = new Point(
                    time,
                    received,
                    now.perSecond(CounterId.RECORDS_PROCESSED, 0, before),
                    now.perSecond(CounterId.BATCHES_COMPLETED, 0, before),
                    middle(processing),
                    most(processing),
                    middle(scheduling),
                    most(scheduling),
                    most(total),
                    now.value(CounterId.BATCHES_WAITING));
            processing.clear();
            scheduling.clear();
            total.clear();
            return point;
        }

        private static double middle(Spread spread) {
            return spread.isEmpty() ? Double.NaN : spread.median() / MILLI;
        }

        private static double most(Spread spread) {
            return spread.isEmpty() ? Double.NaN : spread.largest() / MILLI;
        }
    }

    void write(Json json) {
        json.object().field("time", time);
        json.name("received").array();
        for (double rate : received) json.value(rate);
        json.endArray()
                .field("processed", processed)
                .field("batches", batches)
                .field("processingMiddle", processingMiddle)
                .field("processingMost", processingMost)
                .field("schedulingMiddle", schedulingMiddle)
                .field("schedulingMost", schedulingMost)
                .field("totalMost", totalMost)
                .field("waiting", waiting)
                .endObject();
    }
}

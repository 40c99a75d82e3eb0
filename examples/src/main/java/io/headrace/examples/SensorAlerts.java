package io.headrace.examples;

import io.headrace.Durations;
import io.headrace.Keys;
import io.headrace.Reducers;
import io.headrace.StreamingContext;
import io.headrace.Values;
import io.headrace.ViewDStream;
import io.headrace.ViewPairs;
import io.headrace.function.LongLongVisitor;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The average and the highest temperature of each sensor over a sliding window, and an alert for those that are too hot.
 *
 * <pre>
 *   ./headrace example SensorAlerts                       # readings that are made up, over a loopback socket
 *   ./headrace example SensorAlerts localhost 9999        # or yours
 * </pre>
 *
 * <p>A reading is a binary record: a sensor's number and thousandths of a degree. Three windows stand over the same readings. Sums and counts
 * take out what leaves the window, so a window of ten seconds costs no more than one of a second; the highest reading, which cannot be taken
 * out, comes from a tree of partial results. Outputs run in the order in which they are written, on one thread: so the sums and the counts of
 * a slide have been noted when the highest reading is shown. No reading makes an object.
 *
 * <p><b>Threading:</b> the main thread writes the program and waits; the engine's thread of the outputs does the rest.
 */
public final class SensorAlerts {
    static final int SENSORS = 50;
    static final long HOT_ON_AVERAGE = 80_000; // thousandths of a degree
    static final long TOO_HOT = 100_000;
    private static final int READINGS_A_SECOND = 50_000;

    private static final FlatLayout READING =
            FlatLayout.builder().addLong("sensor").addLong("milliDegrees").build();

    private SensorAlerts() {}

    /** What a sensor has measured. */
    public interface Reading {
        long sensor();

        long milliDegrees();
    }

    /** Is told of sensors that are too hot in a window: by one thread. */
    interface Listener {
        void alert(long timeMillis, long sensor, long average, long highest);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Usage.checkServer(args, "SensorAlerts [HOST PORT]");
        try (RecordServer server = args.length == 0 ? readings(READINGS_A_SECOND) : null;
                StreamingContext ctx = StreamingContext.builder("SensorAlerts")
                        .batchInterval(Durations.milliseconds(10))
                        .build()) {
            String host = server == null ? args[0] : "localhost";
            int port = server == null ? Integer.parseInt(args[1]) : server.port();
            write(ctx, host, port, Durations.seconds(10), Durations.seconds(1), SensorAlerts::tell);
            ctx.start();
            ctx.awaitTermination();
        }
    }

    private static void tell(long timeMillis, long sensor, long average, long highest) {
        System.out.println("sensor " + sensor + " is too hot: " + average / 1_000 + " degrees on average, "
                + highest / 1_000 + " at most");
    }

    /** The program. */
    static void write(StreamingContext ctx, String host, int port, Duration window, Duration slide, Listener listener) {
        ViewDStream<Reading> readings = ctx.socketFrameStream(host, port, FlatViews.of(Reading.class, READING))
                .filter(reading -> reading.sensor() >= 0 && reading.sensor() < SENSORS);
        ViewPairs<Long, Long> degrees =
                readings.mapToPair(Keys.ofLong(Reading::sensor), Values.ofLong(Reading::milliDegrees));
        ViewPairs<Long, Long> ones = readings.mapToPair(Keys.ofLong(Reading::sensor), Values.one());
        Panel panel = new Panel(listener);
        ones.reduceByKeyAndWindow(Reducers.sumLong(), window, slide)
                .name("counts")
                .foreachRDD(counts -> counts.forEachLong(panel.counting));
        degrees.reduceByKeyAndWindow(Reducers.sumLong(), window, slide)
                .name("sums")
                .foreachRDD(sums -> sums.forEachLong(panel.summing));
        degrees.reduceByKeyAndWindow(Reducers.maxLong(), window, slide)
                .name("highest")
                .foreachRDD((highest, time) -> {
                    panel.timeMillis = time.milliseconds();
                    highest.forEachLong(panel.checking);
                });
    }

    /**
     * What is known of the window of a slide. Sensors are numbered, so arrays do.
     *
     * <p><b>Threading:</b> the thread of the outputs.
     */
    private static final class Panel {
        final LongLongVisitor counting = this::count;
        final LongLongVisitor summing = this::sum;
        final LongLongVisitor checking = this::check;
        long timeMillis;
        private final long[] counts = new long[SENSORS];
        private final long[] sums = new long[SENSORS];
        private final Listener listener;

        Panel(Listener listener) {
            this.listener = listener;
        }

        private void count(long sensor, long count) {
            counts[(int) sensor] = count;
        }

        private void sum(long sensor, long sum) {
            sums[(int) sensor] = sum;
        }

        private void check(long sensor, long highest) {
            long average = sums[(int) sensor] / counts[(int) sensor];
            if (average > HOT_ON_AVERAGE || highest > TOO_HOT) listener.alert(timeMillis, sensor, average, highest);
        }
    }

    /** Made-up readings: a few sensors run hot for a while, and a few readings are far off. */
    static RecordServer readings(int readingsASecond) throws IOException {
        return RecordServer.ofFrames(READING.fixedLength(), readingsASecond, SensorAlerts::makeReading);
    }

    static void makeReading(long number, ByteBuffer record) {
        long sensor = RecordServer.random(number, SENSORS);
        long hot = RecordServer.random(number / 1_000_000, SENSORS);
        boolean isOff = RecordServer.random(~number, 100_000) == 0;
        record.putLong(sensor);
        record.putLong(
                (sensor == hot ? 78_000 : 40_000) + RecordServer.random(number + 3, 8_000) + (isOff ? 60_000 : 0));
    }
}

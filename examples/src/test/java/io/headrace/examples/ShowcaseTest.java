package io.headrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.headrace.BatchTimes;
import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The programs that show what the engine is for, over real sockets: each gives what plain collections give for the batches that were cut, and
 * allocates nothing for a record.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ShowcaseTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int RECORDS_A_SECOND = 40_000;
    private static final Duration INTERVAL = Durations.milliseconds(10);
    private static final int WARM_UP_BATCHES = 120;
    private static final int MEASURED_BATCHES = 100;

    /** For the handles that a batch gives to user code; a record would bring it beyond that. */
    private static final long MOST_BYTES_A_BATCH = 3_000;

    private static final int MOST_BATCHES = 20_000;
    private static final int MOST_RESULTS = 1_000_000;

    /** Which records were in which batch: a socket keeps their order. Preallocated, for the engine's threads write it. */
    private static final class Cuts implements BatchTimes {
        private final long[] times = new long[MOST_BATCHES];
        private final long[] ends = new long[MOST_BATCHES];
        private volatile int batches;
        private volatile int withRecords;

        @Override
        public void batchDone(long timeMillis, long records, long schedulingDelayNanos, long processingDelayNanos) {
            int batch = batches;
            times[batch] = timeMillis;
            ends[batch] = end(batch - 1) + records;
            batches = batch + 1;
            int full = withRecords;
            withRecords = records > 0 ? full + 1 : full;
        }

        long end(int batch) {
            return batch < 0 ? 0 : ends[batch];
        }

        void await(StreamingContext context, int count) throws InterruptedException {
            while (withRecords < count)
                assertThat(context.awaitTerminationOrTimeout(5)).isFalse();
        }
    }

    /** What a program has told, four numbers at a time. */
    private static final class Told {
        private final long[] numbers = new long[4 * MOST_RESULTS];
        private int count;

        synchronized void add(long first, long second, long third, long fourth) {
            numbers[4 * count] = first;
            numbers[4 * count + 1] = second;
            numbers[4 * count + 2] = third;
            numbers[4 * count + 3] = fourth;
            count++;
        }

        /** By the first number, in the order in which they came. */
        synchronized Map<Long, List<List<Long>>> byFirst() {
            Map<Long, List<List<Long>>> by = new TreeMap<>();
            for (int i = 0; i < 4 * count; i += 4) put(by, numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]);
            return by;
        }

        synchronized int count() {
            return count;
        }
    }

    private static void put(Map<Long, List<List<Long>>> by, long key, long... numbers) {
        List<Long> row = new ArrayList<>();
        for (long number : numbers) row.add(number);
        by.computeIfAbsent(key, unused -> new ArrayList<>()).add(row);
    }

    private final Cuts cuts = new Cuts();
    private final Told told = new Told();

    /** Writes a program that reads this port. */
    private interface Program {
        void write(StreamingContext context, int port);
    }

    /** Runs a program until it has been measured, and checks what its threads have allocated. */
    private void run(RecordServer server, Program program) throws IOException, InterruptedException {
        try (server;
                StreamingContext context = StreamingContext.builder("showcase")
                        .batchInterval(INTERVAL)
                        .build()) {
            context.addBatchTimes(cuts);
            program.write(context, server.port());
            context.start();
            cuts.await(context, WARM_UP_BATCHES);
            int first = cuts.batches;
            long before = allocated();
            cuts.await(context, WARM_UP_BATCHES + MEASURED_BATCHES);
            long bytes = allocated() - before;
            int batches = cuts.batches - first;
            long records = cuts.end(first + batches - 1) - cuts.end(first - 1);
            System.out.println(bytes + " bytes for " + batches + " batches of " + records + " records");
            assertThat(records).as("records, of which one byte each would show").isGreaterThan(100L * batches);
            assertThat(bytes / batches).as("bytes a batch").isLessThan(MOST_BYTES_A_BATCH);
            server.close();
            context.stop(true); // no batch is half done: what was told is what whole batches told
        }
    }

    /** By all threads of the engine: receiver, worker, job. */
    private static long allocated() {
        long sum = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("showcase: "))
                sum += THREADS.getThreadAllocatedBytes(thread.getThreadId());
        }
        return sum;
    }

    private static ByteBuffer made(RecordServer.Maker maker, long number) {
        ByteBuffer record = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        maker.write(number, record);
        return record.flip();
    }

    @Test
    void shouldTellEachChangeOfTheTopOfABook() throws Exception {
        run(
                OrderBookTop.quotes(RECORDS_A_SECOND),
                (context, port) -> OrderBookTop.write(
                        context, "localhost", port, (instrument, bid, ask) -> told.add(instrument, bid, ask, 0)));
        assertThat(told.byFirst()).isEqualTo(tops(cuts.end(cuts.batches - 1)));
        assertThat((long) told.count()).isBetween(1_000L, cuts.end(cuts.batches - 1) - 1);
    }

    private static Map<Long, List<List<Long>>> tops(long quotes) {
        Map<Long, Map<Long, long[]>> books = new HashMap<>();
        Map<Long, List<Long>> last = new HashMap<>();
        Map<Long, List<List<Long>>> tops = new TreeMap<>();
        for (long number = 0; number < quotes; number++) {
            ByteBuffer quote = made(OrderBookTop::makeQuote, number);
            long instrument = quote.getLong();
            Map<Long, long[]> book = books.computeIfAbsent(instrument, unused -> new HashMap<>());
            book.put(quote.getLong(), new long[] {quote.getLong(), quote.getLong()});
            long bid =
                    book.values().stream().mapToLong(prices -> prices[0]).max().orElse(0);
            long ask = book.values().stream()
                    .mapToLong(prices -> prices[1])
                    .filter(price -> price > 0)
                    .min()
                    .orElse(0);
            List<Long> top = List.of(bid, ask);
            if (top.equals(last.getOrDefault(instrument, List.of(0L, 0L)))) continue;
            last.put(instrument, top);
            put(tops, instrument, bid, ask, 0);
        }
        return tops;
    }

    @Test
    void shouldTellOfUsersWhoClickTooOftenAndForgetThoseWhoDoNot() throws Exception {
        Duration idle = Durations.milliseconds(100);
        run(
                ClickFraud.clicks(RECORDS_A_SECOND),
                (context, port) -> ClickFraud.write(
                        context,
                        "localhost",
                        port,
                        idle,
                        (user, clicks, isForgotten) -> told.add(user, clicks, isForgotten ? 1 : 0, 0)));
        Map<Long, List<List<Long>>> expected = findings(idle.toMillis());
        assertThat(told.byFirst()).isEqualTo(expected);
        List<List<Long>> all = expected.values().stream().flatMap(List::stream).toList();
        assertThat(all).anyMatch(finding -> finding.get(1) == 0).anyMatch(finding -> finding.get(1) == 1);
    }

    /** A user's period, and the batch that brought the last click. */
    private static final class Clicker {
        long periodStart;
        long clicks;
        long touched;
    }

    private Map<Long, List<List<Long>>> findings(long idleMillis) {
        Map<Long, Clicker> clickers = new HashMap<>();
        Map<Long, List<List<Long>>> findings = new TreeMap<>();
        for (int batch = 0; batch < cuts.batches; batch++) {
            long time = cuts.times[batch];
            for (long number = cuts.end(batch - 1); number < cuts.end(batch); number++) {
                String[] line = StandardCharsets.US_ASCII
                        .decode(made(ClickFraud::makeClick, number))
                        .toString()
                        .strip()
                        .split(" ", -1);
                long user = Long.parseLong(line[0]);
                long now = Long.parseLong(line[1]);
                Clicker clicker = clickers.get(user);
                if (clicker == null || now >= clicker.periodStart + ClickFraud.PERIOD_MILLIS) {
                    clicker = new Clicker();
                    clicker.periodStart = now;
                    clickers.put(user, clicker);
                }
                clicker.touched = time;
                if (++clicker.clicks == ClickFraud.MOST_CLICKS + 1) put(findings, user, clicker.clicks, 0, 0);
            }
            clickers.entrySet().removeIf(entry -> {
                boolean isDue = entry.getValue().touched < time - idleMillis;
                if (isDue) put(findings, entry.getKey(), entry.getValue().clicks, 1, 0);
                return isDue;
            });
        }
        return findings;
    }

    @Test
    void shouldTellOfSensorsThatAreTooHotInAWindow() throws Exception {
        Duration window = Durations.milliseconds(200);
        run(
                SensorAlerts.readings(RECORDS_A_SECOND),
                (context, port) -> SensorAlerts.write(context, "localhost", port, window, INTERVAL, told::add));
        Map<Long, List<List<Long>>> expected = alerts(window.toMillis());
        Map<Long, List<List<Long>>> given = told.byFirst();
        given.values().forEach(ShowcaseTest::sort); // sensors of a slide come partition by partition
        assertThat(given).isEqualTo(expected);
        assertThat(expected).hasSizeGreaterThan(10);
    }

    private static void sort(List<List<Long>> rows) {
        Collections.sort(rows, (one, other) -> Long.compare(one.get(0), other.get(0)));
    }

    private Map<Long, List<List<Long>>> alerts(long windowMillis) {
        Deque<long[]> held = new ArrayDeque<>(); // time, sensor, reading
        Map<Long, List<List<Long>>> alerts = new TreeMap<>();
        for (int batch = 0; batch < cuts.batches; batch++) {
            long time = cuts.times[batch];
            for (long number = cuts.end(batch - 1); number < cuts.end(batch); number++) {
                ByteBuffer reading = made(SensorAlerts::makeReading, number);
                held.addLast(new long[] {time, reading.getLong(), reading.getLong()});
            }
            while (!held.isEmpty() && held.peekFirst()[0] <= time - windowMillis) held.removeFirst();
            alertsOfSlide(time, held, alerts);
        }
        return alerts;
    }

    private static void alertsOfSlide(long time, Deque<long[]> held, Map<Long, List<List<Long>>> alerts) {
        long[] sums = new long[SensorAlerts.SENSORS];
        long[] counts = new long[SensorAlerts.SENSORS];
        long[] highest = new long[SensorAlerts.SENSORS];
        for (long[] reading : held) {
            int sensor = (int) reading[1];
            sums[sensor] += reading[2];
            counts[sensor]++;
            highest[sensor] = Math.max(highest[sensor], reading[2]);
        }
        for (int sensor = 0; sensor < SensorAlerts.SENSORS; sensor++) {
            if (counts[sensor] == 0) continue;
            long average = sums[sensor] / counts[sensor];
            if (average > SensorAlerts.HOT_ON_AVERAGE || highest[sensor] > SensorAlerts.TOO_HOT)
                put(alerts, time, sensor, average, highest[sensor]);
        }
    }
}

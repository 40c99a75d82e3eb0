package io.headrace.bench.fork;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a contender is to do, and where it says what came out.
 *
 * <p><b>Threading:</b> settings from any thread; answers from the main one.
 */
public final class Task {
    /** A figure. */
    public record Answer(double value, String unit) {}

    /** Between a metric and the part of the run that it is of. */
    public static final String PART = " @ ";

    static final String INPUT = "input";
    static final String THREADS = "threads";
    static final String RECORDS = "records";
    static final String COUNT = "count";
    static final String HASH = "hash";
    static final String SECONDS = "seconds";
    static final String WARM_UP = "warm-up";
    static final String UNIT = "unit";
    static final String LAUNCHED = "launched";

    private static volatile @Nullable Task current;

    private final Map<String, String> settings;
    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final Tally tally = new Tally();
    private final Meter meter;
    private long bytesOfAPass;

    Task(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
        this.meter = new Meter(tally, series(COUNT), seconds(WARM_UP), seconds(SECONDS));
    }

    /** The task of this JVM: for code that an engine has serialized on its way to a thread. */
    public static Task current() {
        Task task = current;
        if (task == null) throw new IllegalStateException("this JVM has no task: it was not forked by a contest");
        return task;
    }

    static void begin(Task task) {
        current = task;
    }

    /** The settings that every contender is given, as {@link ForkMain} takes them. */
    public static List<String> settings(Path input, int threads, double warmUp, double seconds, String unit) {
        return List.of(
                INPUT + "=" + input,
                THREADS + "=" + threads,
                WARM_UP + "=" + warmUp,
                SECONDS + "=" + seconds,
                UNIT + "=" + unit);
    }

    /** What must come out of passes; with these the contender is metered. */
    public static List<String> expected(long records, Series count, Series hash) {
        return List.of(RECORDS + "=" + records, COUNT + "=" + count.text(), HASH + "=" + hash.text());
    }

    /** A setting that says when the JVM was started: made right before that, by the same clock that the JVM will read. */
    public static String launchedNow() {
        return LAUNCHED + "=" + System.nanoTime();
    }

    /** How long ago the JVM was started, from before its process was made. */
    public long nanosSinceLaunch() {
        return System.nanoTime() - number(LAUNCHED);
    }

    /** The input file, the same for all contenders of a scenario. */
    public Path input() {
        return Path.of(text(INPUT));
    }

    /** How many threads of the contender may compute at once. */
    public int threads() {
        return (int) number(THREADS, 1);
    }

    /** Records in a pass over the input. */
    public long records() {
        return number(RECORDS, 0);
    }

    /** Bytes of a pass over the input; with these the bytes of a second are told as well. */
    public void bytesOfAPass(long bytes) {
        bytesOfAPass = bytes;
    }

    /** How long to measure. */
    public double seconds() {
        return seconds(SECONDS);
    }

    /** How long to run hot before that. */
    public double warmUpSeconds() {
        return seconds(WARM_UP);
    }

    /** A setting of this contender. */
    public String text(String name) {
        String value = settings.get(name);
        if (value == null) throw new IllegalArgumentException("this contender needs the setting \"" + name + "\"");
        return value;
    }

    /** The same, where it may be left out. */
    public String text(String name, String otherwise) {
        return settings.getOrDefault(name, otherwise);
    }

    public long number(String name) {
        return Long.parseLong(text(name));
    }

    private long number(String name, long otherwise) {
        return settings.containsKey(name) ? number(name) : otherwise;
    }

    /** What comes out; without any such setting nothing is counted, and a pass is a row. */
    private Series series(String name) {
        return settings.containsKey(name) ? Series.parse(text(name)) : Series.even(1);
    }

    private double seconds(String name) {
        return Double.parseDouble(settings.getOrDefault(name, "1"));
    }

    /** What the sinks saw. */
    public Tally tally() {
        return tally;
    }

    /** Which passes are begun, and when it is over. */
    public Meter meter() {
        return meter;
    }

    /** A figure of a part of the run, which has a row of its own in a report. */
    public void answerOf(String part, String metric, double value, String unit) {
        answer(metric + PART + part, value, unit);
    }

    /** A figure that this run found. */
    public void answer(String metric, double value, String unit) {
        answers.put(metric, new Answer(value, unit));
    }

    /** Whether as much has come out as the passes that were begun must give. */
    public boolean isDone() {
        return tally.count() >= series(COUNT).after(meter.started());
    }

    private double throughput() {
        Answer answer = answers.get(Meter.THROUGHPUT);
        if (answer == null) throw new IllegalStateException("nothing was metered");
        return answer.value();
    }

    Map<String, Answer> answers() {
        return answers;
    }

    /** Compares what came out with what must, and answers the figures of the metered stretch. */
    void conclude() {
        long passes = meter.started();
        long count = series(COUNT).after(passes);
        long hash = series(HASH).after(passes);
        if (tally.count() != count || tally.hash() != hash)
            throw new WrongResultException("after " + passes + " passes the results are " + tally.count()
                    + " with hash " + Long.toHexString(tally.hash()) + ", not " + count + " with hash "
                    + Long.toHexString(hash));
        meter.answer(this, records(), settings.getOrDefault(UNIT, "records"));
        if (bytesOfAPass > 0) {
            double perRecord = bytesOfAPass / (double) records();
            answer("payload", throughput() * perRecord, "bytes/s");
        }
    }
}

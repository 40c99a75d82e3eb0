package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.exec.checkpoint.CheckpointDirectory;
import io.headrace.sink.FileSink;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import io.headrace.wal.format.BootId;
import io.headrace.wal.scan.LogFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A {@link CrashProgram} with its directories and its servers, which live on when it dies. Each roll of its log is kept under a second name, so
 * that the model has all of them although the program deletes them.
 *
 * <p><b>Threading:</b> one thread.
 */
final class CrashRig implements AutoCloseable {
    private static final int LINES_PER_BURST = 4;
    private static final long DEADLINE_NANOS = TimeUnit.MINUTES.toNanos(3);

    private final NumberedServer a;
    private final NumberedServer b;
    private final NumberedServer c;
    private final Path kept;
    private final CrashProgram.Setup setup;
    private final Map<String, Set<String>> checked = new TreeMap<>();
    private Set<String> knownIncarnations = Set.of();
    private BootId boot = BootId.current();
    private List<String> underBoot = List.of();
    private ForkedProgram latest;

    /** @param root everything is kept in there */
    CrashRig(Path root, Durability durability, int jobs, int catchUpTicks) throws IOException {
        a = new NumberedServer('a', true, LINES_PER_BURST);
        b = new NumberedServer('b', true, LINES_PER_BURST);
        c = new NumberedServer('c', false, LINES_PER_BURST);
        kept = root.resolve("kept");
        setup = new CrashProgram.Setup(
                root.resolve("context"),
                root.resolve("files"),
                a.port(),
                b.port(),
                c.port(),
                durability,
                jobs,
                catchUpTicks);
    }

    Path context() {
        return setup.context();
    }

    ForkedProgram start(String... options) throws IOException {
        return startBy(List.of(), options);
    }

    /** @param prefix a command that runs another one */
    ForkedProgram startBy(List<String> prefix, String... options) throws IOException {
        knownIncarnations = incarnations();
        List<String> command = new ArrayList<>(underBoot);
        command.addAll(prefix);
        ForkedProgram program = ForkedProgram.start(command, List.of(options), CrashProgram.class, setup.arguments());
        latest = program;
        return program;
    }

    /** What the reliable sources were told is safe. */
    record Promised(long a, long b) {}

    Promised promised() {
        return new Promised(a.safe(), b.safe());
    }

    /** The machine was started anew, for all that is run and read from now on. */
    void reboot(Reboot reboot) {
        boot = reboot.id();
        underBoot = reboot.prefix();
    }

    /** The disk is now as it was when so much had been promised, or a little later; what was checked is to be checked again. */
    void wentBackTo(Promised then) {
        a.wentBackTo(then.a);
        b.wentBackTo(then.b);
        checked.clear();
    }

    /** Waits for something that the program does, and keeps its rolls meanwhile. */
    void await(ForkedProgram program, String what, BooleanSupplier happened) throws Exception {
        long start = System.nanoTime();
        while (!happened.getAsBoolean()) {
            keepRolls();
            if (program.hasEnded(1)) throw new AssertionError("it has ended by itself:\n" + program.said());
            if (System.nanoTime() - start > DEADLINE_NANOS) {
                String said = program.saidWithThreads();
                program.kill();
                throw new AssertionError("in three minutes it did not come to this: " + what + "\n" + said);
            }
        }
    }

    /** Lets the program run for a while. */
    void run(ForkedProgram program, long millis) throws Exception {
        if (hasEnded(program, millis)) throw new AssertionError("it has ended by itself:\n" + program.said());
    }

    /** Whether the program ends within a while. */
    boolean hasEnded(ForkedProgram program, long withinMillis) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMillis);
        while (System.nanoTime() < end) {
            keepRolls();
            if (program.hasEnded(1)) return true;
        }
        return false;
    }

    /** Waits for the program's end. */
    int awaitEnd(ForkedProgram program) throws Exception {
        long start = System.nanoTime();
        while (!program.hasEnded(1)) {
            keepRolls();
            if (System.nanoTime() - start > DEADLINE_NANOS) {
                String said = program.saidWithThreads();
                program.kill();
                throw new AssertionError("it does not end:\n" + said);
            }
        }
        return program.awaitEnd();
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException gone) {
            return List.of(); // not there yet, or not any more
        }
    }

    private List<Path> rollFiles() {
        List<Path> rolls = new ArrayList<>();
        for (Path incarnation : list(setup.context().resolve(Log.DIRECTORY_NAME)))
            for (Path file : list(incarnation)) if (file.toString().endsWith(LogFiles.ROLL_SUFFIX)) rolls.add(file);
        return rolls;
    }

    private void keepRolls() throws IOException {
        for (Path roll : rollFiles()) {
            Path incarnation = kept.resolve(roll.getParent().getFileName());
            Path second = incarnation.resolve(roll.getFileName());
            if (Files.exists(second)) continue;
            Files.createDirectories(incarnation);
            try {
                Files.createLink(second, roll);
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // Deleted meanwhile: were it needed, the model would miss it.
            }
        }
    }

    /** Copies all rolls to another disk. */
    void saveRolls(Path elsewhere) throws IOException {
        keepRolls();
        for (Path incarnation : list(kept)) {
            Path to = Files.createDirectories(
                    elsewhere.resolve(incarnation.getFileName().toString()));
            for (Path roll : list(incarnation))
                Files.copy(roll, to.resolve(roll.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The log is another one now: what it has not, because it was trimmed before, is taken from a copy. */
    void takeTrimmed(Path elsewhere) throws IOException {
        for (Path incarnation : list(kept)) {
            for (Path roll : list(incarnation)) Files.delete(roll);
            Files.delete(incarnation);
        }
        String oldest = rolls().iterator().next();
        for (Path incarnation : list(elsewhere)) {
            for (Path roll : list(incarnation)) {
                String name = roll.getFileName().toString();
                if (name.compareTo(oldest) >= 0) continue;
                Path to = Files.createDirectories(
                        kept.resolve(incarnation.getFileName().toString()));
                Files.copy(roll, to.resolve(name));
            }
        }
    }

    /** The rolls that there are, by name. */
    Set<String> rolls() {
        Set<String> names = new TreeSet<>();
        rollFiles().forEach(roll -> names.add(roll.getFileName().toString()));
        return names;
    }

    /** Whether the program has its log open: by name, for what an older one has left may go at the same time. */
    boolean hasOpenedLog() {
        return !knownIncarnations.containsAll(incarnations());
    }

    private Set<String> incarnations() {
        Set<String> names = new HashSet<>();
        list(setup.context().resolve(Log.DIRECTORY_NAME))
                .forEach(directory -> names.add(directory.getFileName().toString()));
        return names;
    }

    /** The files of the checkpoints, by name. */
    Set<String> checkpointFiles() {
        Set<String> names = new TreeSet<>();
        list(setup.context().resolve(CheckpointDirectory.DIRECTORY_NAME))
                .forEach(file -> names.add(file.getFileName().toString()));
        return names;
    }

    /** Says which batch the files have; another one whenever there is a new one. */
    String written() {
        try {
            return Files.readString(setup.files().resolve("batches").resolve(".manifest"));
        } catch (IOException e) {
            return ""; // not there yet
        }
    }

    /** What is in the files is what the model says, as far as it is there; nothing that was acknowledged is missing in the log. */
    CrashModel check() throws IOException {
        keepRolls();
        if (list(kept).isEmpty()) return null; // it died before there was a log
        long safeA = a.safe();
        long safeB = b.safe();
        CrashModel model = CrashModel.read(kept, boot);
        for (String sink : CrashProgram.SINKS) check(sink, model);
        eachOnce(model.logged.get('a'), safeA);
        eachOnce(model.logged.get('b'), safeB);
        eachAtMostOnce(model.logged.get('c'));
        return model;
    }

    private void check(String sink, CrashModel model) throws IOException {
        Path directory = setup.files().resolve(sink);
        if (!Files.isDirectory(directory)) return;
        Set<String> known = checked.computeIfAbsent(sink, unused -> new HashSet<>());
        for (Path batch : FileSink.batches(directory)) {
            String name = batch.getFileName().toString();
            if (!known.add(name)) continue;
            Map<String, List<String>> expected = model.batches.get(name);
            assertThat(expected).as("%s of %s is journalled", name, sink).isNotNull();
            assertThat(difference(lines(batch), expected.getOrDefault(sink, List.of())))
                    .as("%s of %s", name, sink)
                    .isEmpty();
        }
    }

    /** What is not the same, in a few words: empty when all is. */
    private static String difference(List<String> there, List<String> expected) {
        if (there.equals(expected)) return "";
        List<String> more = new ArrayList<>(there);
        expected.forEach(more::remove);
        List<String> missing = new ArrayList<>(expected);
        there.forEach(missing::remove);
        return more.size() + " lines are there and should not be, such as " + first(more) + "; " + missing.size()
                + " of " + expected.size() + " are missing, such as " + first(missing);
    }

    private static List<String> first(List<String> lines) {
        return lines.subList(0, Math.min(5, lines.size()));
    }

    private static List<String> lines(Path batch) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path part : list(batch)) lines.addAll(Files.readAllLines(part));
        lines.sort(null);
        return lines;
    }

    /** The source gives positions: every number is there once and in order, and none is missing that it was told is safe. */
    private static void eachOnce(List<Long> numbers, long safe) {
        long next = 0;
        if (numbers != null) for (long number : numbers) assertThat(number).isEqualTo(next++);
        assertThat(next).as("all that was acknowledged").isGreaterThanOrEqualTo(safe);
    }

    private static void eachAtMostOnce(List<Long> numbers) {
        if (numbers == null) return;
        long before = -1;
        for (long number : numbers) {
            assertThat(number).isGreaterThan(before);
            before = number;
        }
    }

    /** Goes on to an orderly end, twice, so that what an orderly end leaves is used as well; then everything must be there. */
    CrashModel finish() throws Exception {
        runInOrder();
        c.quiet();
        a.quiet();
        b.quiet();
        runInOrder();
        CrashModel model = check();
        assertThat(model).isNotNull();
        assertThat(model.batched).isEqualTo(model.logged);
        assertThat(model.batched).containsOnlyKeys('a', 'b', 'c');
        model.batches.forEach((name, outputs) -> {
            for (String sink : CrashProgram.SINKS)
                assertThat(checked.get(sink).contains(name))
                        .as("%s has %s", sink, name)
                        .isEqualTo(outputs.containsKey(sink));
        });
        return model;
    }

    private void runInOrder() throws Exception {
        String before = written();
        ForkedProgram program = start();
        await(program, "a batch", () -> !written().equals(before));
        program.terminate();
        int code = awaitEnd(program);
        assertThat(code).as(program.said()).isEqualTo(128 + 15);
        program.kill();
    }

    @Override
    public void close() throws IOException {
        if (latest != null) latest.killAtOnce(); // where a test has failed it may live
        a.close();
        b.close();
        c.close();
    }
}

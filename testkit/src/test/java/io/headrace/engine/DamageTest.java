package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DamagedDirectoryException;
import io.headrace.SinkAheadException;
import io.headrace.StreamingContext;
import io.headrace.StreamingException;
import io.headrace.exec.counters.CountersReader;
import io.headrace.exec.counters.ErrorsReader;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a directory is named at the engine's door, or changes nothing of what comes out. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class DamageTest {
    private static final int FLIPS = 8;
    private static final long BATCHES = 30;
    private static final long LAST = BATCHES + 10;

    @TempDir
    static Path shared;

    private static Map<String, List<String>> model = Map.of();

    @TempDir
    Path temporary;

    private final RandomGenerator random = Seed.random("DamageTest");

    /** A directory that was stopped in order twice, so there are two rolls and two checkpoints. */
    @BeforeAll
    static void writeADirectory() throws Exception {
        Path context = shared.resolve("context");
        run(context, BATCHES - 10);
        run(context, BATCHES);
        run(shared.resolve("undisturbed").resolve("context"), LAST);
        model = SinkProgram.read(shared.resolve("undisturbed").resolve("files"));
    }

    private static void run(Path directory, long last) throws Exception {
        SinkProgram.run(directory, directory.resolveSibling("files"), Durability.PROCESS, 1, last, "state");
    }

    /** A copy of the context, with what it wrote into files beside it. */
    private Path copy(String name) throws IOException {
        Path to = temporary.resolve(name);
        for (String part : List.of("context", "files")) Trees.copy(shared.resolve(part), to.resolve(part));
        return to.resolve("context");
    }

    private static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> path.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> rolls(Path directory) throws IOException {
        return files(directory.resolve("log"), ".cq4");
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }

    /** Changes a bit of a byte that was written. */
    private void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = random.nextInt(bytes.length);
        while (bytes[at] == 0) at = (at + 1) % bytes.length;
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
    }

    private void cut(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int used = bytes.length;
        while (bytes[used - 1] == 0) used--;
        Files.write(file, Arrays.copyOf(bytes, random.nextInt(used / 2)));
    }

    private void mustBeRight(Path to) throws Exception {
        run(to, LAST);
        Map<String, List<String>> there = SinkProgram.read(to.resolveSibling("files"));
        assertThat(there.keySet()).isEqualTo(model.keySet());
        // A restart may give a batch's keys in another order.
        model.forEach(
                (batch, lines) -> assertThat(there.get(batch)).as(batch).containsExactlyInAnyOrderElementsOf(lines));
    }

    private void mustBeRefused(Path to, String... words) throws IOException {
        List<Path> before = rolls(to);
        assertThatThrownBy(() -> run(to, LAST))
                .isInstanceOf(DamagedDirectoryException.class)
                .hasMessageContaining("./headrace wal verify " + to)
                .hasMessageContaining("./headrace state list " + to)
                .hasMessageContainingAll(words);
        assertThat(rolls(to)).containsAll(before);
    }

    /** Whether it was refused, when it was not right all the same. */
    private boolean isRefused(Path to) throws Exception {
        try {
            mustBeRight(to);
            return false;
        } catch (DamagedDirectoryException e) {
            assertThat(e).hasMessageContaining("./headrace wal verify " + to);
            return true;
        }
    }

    @Test
    void shouldNameFlippedBytesOrBeRightAllTheSame() throws Exception {
        int refused = 0;
        for (int i = 0; i < FLIPS; i++) {
            Path to = copy("flipped " + i);
            delete(to.resolve("checkpoint")); // so all of the log is needed
            flip(rolls(to).get(random.nextInt(2)));
            if (isRefused(to)) refused++;
        }
        assertThat(refused).isGreaterThan(FLIPS / 3); // only heads and indexes of Chronicle's are not believed
    }

    @Test
    void shouldGoOnWithoutWhatTheCheckpointMakesDispensable() throws Exception {
        Path noFirst = copy("no first roll");
        Files.delete(rolls(noFirst).get(0));
        mustBeRight(noFirst); // as when it was trimmed
        Path noMetadata = copy("no metadata");
        for (Path file : files(noMetadata.resolve("log"), ".cq4t")) Files.delete(file);
        mustBeRight(noMetadata);
        Path noCheckpoint = copy("no checkpoint");
        delete(noCheckpoint.resolve("checkpoint"));
        mustBeRight(noCheckpoint); // the whole log is there
        Path noCounters = copy("no counters");
        for (String name : List.of("counters", "errors")) {
            for (Path file : files(noCounters, name)) Files.write(file, new byte[7]);
        }
        mustBeRight(noCounters);
    }

    /** They are of the run before: each start begins new ones, and who reads the old ones is told what they are. */
    @ParameterizedTest
    @ValueSource(strings = {"flipped", "cut", "gone"})
    void shouldNotNeedCountersNorErrorsNorChroniclesMetadata(String how) throws Exception {
        Path to = copy("beside " + how);
        Path counters = to.resolve("counters");
        Path errors = to.resolve("errors");
        damage(counters, how);
        damage(errors, how);
        for (Path metadata : files(to.resolve("log"), ".cq4t")) damage(metadata, how);
        if (how.equals("cut")) {
            assertThatThrownBy(() -> CountersReader.open(counters)).hasMessageContaining(counters.toString());
            assertThatThrownBy(() -> ErrorsReader.read(errors)).hasMessageContaining(errors.toString());
        }
        mustBeRight(to);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flipped", "cut", "gone", "newer"})
    void shouldNameTheManifestOfASinkThatCannotBeBelieved(String how) throws Exception {
        Path to = copy("sink " + how);
        Path files = to.resolveSibling("files");
        Path manifest = files.resolve("plain").resolve(".manifest");
        if (how.equals("newer"))
            Files.writeString(manifest, Files.readString(manifest).replace("file sink 1", "file sink 2"));
        else damage(manifest, how);
        Map<String, List<String>> before = SinkProgram.read(files);
        assertThatThrownBy(() -> run(to, LAST))
                .isInstanceOf(StreamingException.class)
                .hasMessageContaining("output 0")
                .hasMessageContaining(manifest.toString())
                .hasMessageContaining("Restore it, or begin with an empty directory");
        assertThat(SinkProgram.read(files)).isEqualTo(before);
    }

    /** Which files were taken stands in the log: when that is damaged, none is taken twice. */
    @Test
    void shouldTakeNoFileTwiceWhenTheLogIsDamaged() throws Exception {
        DroppedFiles dropped = new DroppedFiles(temporary);
        Path sound = temporary.resolve("files of the log");
        for (int i = 0; i < 6; i++) dropped.drop("file" + i, System.currentTimeMillis(), "file" + i + " 0\n");
        takeFiles(sound, dropped, 6);
        int refused = 0;
        for (int i = 0; i < FLIPS; i++) {
            Path to = temporary.resolve("flipped files " + i);
            Trees.copy(sound, to);
            flip(rolls(to.resolve("context")).get(0));
            try {
                takeFiles(to, dropped, 6);
            } catch (DamagedDirectoryException e) {
                assertThat(e).hasMessageContaining("./headrace wal verify " + to.resolve("context"));
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    /** Runs until a file that comes now is taken, and so are all others, each once. */
    private static void takeFiles(Path to, DroppedFiles dropped, int count) throws Exception {
        String last = "last" + to.getFileName().toString().replaceAll("\\W", "");
        Path output = to.resolve("output");
        try (StreamingContext context =
                FileProgram.context(to.resolve("context"), dropped.directory, output, Durability.PROCESS)) {
            context.start();
            dropped.drop(last, System.currentTimeMillis(), last + " 0\n");
            while (Files.notExists(output) || !Files.readString(output).contains(last + "="))
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            context.stop(true);
        }
        String all = Files.readString(output);
        for (int i = 0; i < count; i++)
            assertThat(all.split("file" + i + "=", -1))
                    .as("file%d in %s", i, all)
                    .hasSize(2);
    }

    @Test
    void shouldRefuseAFirstRollThatIsNeededAndGone() throws Exception {
        Path to = copy("missing");
        delete(to.resolve("checkpoint"));
        Files.delete(rolls(to).get(0));
        mustBeRefused(to, "began before the oldest record");
    }

    @Test
    void shouldRefuseALogThatEndsBeforeTheCheckpoint() throws Exception {
        Path noLast = copy("no last roll");
        List<Path> rolls = rolls(noLast);
        Files.delete(rolls.get(rolls.size() - 1));
        mustBeRefused(noLast, "checkpoint", "put the missing files back");
        Path noLog = copy("no log");
        delete(noLog.resolve("log"));
        Files.createDirectories(noLog.resolve("log"));
        mustBeRefused(noLog, "there is none in", noLog.resolve("log").toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldNameARollThatWasCutOff(int roll) throws Exception {
        Path to = copy("cut");
        delete(to.resolve("checkpoint"));
        List<Path> rolls = rolls(to);
        Path file = rolls.get(roll);
        cut(file);
        if (roll < rolls.size() - 1) mustBeRefused(to, file.toString());
        else // the log just ends earlier, as after a kill: it is the sink that has more
        assertThatThrownBy(() -> run(to, LAST))
                    .isInstanceOfAny(SinkAheadException.class, DamagedDirectoryException.class);
    }

    /** As a roll that was trimmed, but for the file. */
    @ParameterizedTest
    @ValueSource(ints = {0, 40, 400})
    void shouldNameARollThatWasCutOffBeforeItsFirstRecord(int bytes) throws Exception {
        Path to = copy("cut at the head");
        delete(to.resolve("checkpoint"));
        Path file = rolls(to).get(0);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), bytes));
        mustBeRefused(to, file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"flipped", "cut", "gone"})
    void shouldGoOnFromTheCheckpointBeforeTheDamagedOne(String how) throws Exception {
        Path manifest = copy("manifest " + how);
        damage(latest(manifest, ".manifest"), how);
        mustBeRight(manifest);
        Path segment = copy("segment " + how);
        damage(latest(segment, ".segment"), how);
        mustBeRight(segment);
    }

    private static Path latest(Path directory, String ending) throws IOException {
        List<Path> all = files(directory.resolve("checkpoint"), ending);
        assertThat(all).isNotEmpty();
        return all.get(all.size() - 1);
    }

    private void damage(Path file, String how) throws IOException {
        if (how.equals("flipped")) flip(file);
        else if (how.equals("cut")) cut(file);
        else Files.delete(file);
    }

    @Test
    void shouldRefuseWhenNoCheckpointIsWholeAndTheLogHasNotAll() throws Exception {
        Path to = copy("nothing whole");
        for (Path manifest : files(to.resolve("checkpoint"), ".manifest")) flip(manifest);
        Files.delete(rolls(to).get(0));
        mustBeRefused(to, "began before the oldest record");
    }

    /** Going on from an older one would forget what the newer build has written. */
    @Test
    void shouldNameTheVersionOfANewerBuild() throws Exception {
        Path to = copy("newer");
        Path file = latest(to, ".manifest");
        byte[] newer = Files.readAllBytes(file);
        newer[4] = 2;
        CRC32C crc = new CRC32C();
        crc.update(newer, 0, 12);
        crc.update(newer, 16, newer.length - 16);
        ByteBuffer.wrap(newer).order(ByteOrder.LITTLE_ENDIAN).putInt(12, (int) crc.getValue());
        Files.write(file, newer);
        mustBeRefused(to, file.toString(), "version 2");
    }

    @Test
    void shouldNameTheProcessThatHasTheDirectory() throws Exception {
        Path output = temporary.resolve("output");
        Path taken = temporary.resolve("taken");
        ForkedProgram other = ForkedProgram.start(
                CountingProgram.class, taken.toString(), output.toString(), Durability.PROCESS.toString());
        other.awaitGrowth(output);
        try (StreamingContext second = CountingProgram.context(taken, output, Durability.PROCESS)) {
            assertThatThrownBy(second::start)
                    .hasMessageContaining(taken.toString())
                    .hasMessageContaining("process ")
                    .hasMessageContaining("on host");
        }
        other.killAfter(0);
        try (StreamingContext second = CountingProgram.context(taken, output, Durability.PROCESS)) {
            second.start();
            assertThat(second.awaitTerminationOrTimeout(0)).isFalse();
        }
    }
}

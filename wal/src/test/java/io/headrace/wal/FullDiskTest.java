package io.headrace.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.LogFixture.Seen;
import io.headrace.wal.format.Position;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogVerifier;
import io.headrace.wal.scan.VerifyReport.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Real small file systems: one that is full, and one whose power goes. Needs root for the mounts. */
@Tag("root")
@ExtendWith(LeakCheck.class)
class FullDiskTest {
    private static final long ROLL = 1 << 20;

    @TempDir
    Path temporary;

    private LogFixture fixture;
    private Path mount;

    @BeforeEach
    void allocate() throws IOException {
        fixture = new LogFixture();
        mount = Files.createDirectory(temporary.resolve("mount"));
    }

    @AfterEach
    void free() throws Exception {
        fixture.close();
        new ProcessBuilder("umount", mount.toString()).start().waitFor();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), output)
                .isZero();
    }

    private Path ext4(int megabytes) throws IOException, InterruptedException {
        Path image = temporary.resolve("image");
        run("truncate", "-s", megabytes + "M", image.toString());
        run("mkfs.ext4", "-q", "-F", image.toString());
        run("mount", "-o", "loop", image.toString(), mount.toString());
        return image;
    }

    @Test
    void shouldAnswerNoRoomOnAFullTmpfs() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", mount.toString());
        fillAndGoOn(Durability.PROCESS);
    }

    @Test
    void shouldAnswerNoRoomOnAFullExt4() throws Exception {
        ext4(24);
        fillAndGoOn(Durability.PROCESS);
    }

    @Test
    void shouldAnswerNoRoomWhenRollsAreWrittenAhead() throws Exception {
        ext4(24);
        fillAndGoOn(Durability.BATCH);
        run("umount", mount.toString());
        run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", mount.toString());
        fillAndGoOn(Durability.BATCH);
    }

    /** Space that was reserved and never written is marked in the file system, and each force of it changes a mark. */
    @Test
    void shouldLeaveNothingUnwrittenInARollThatWasWrittenAhead() throws Exception {
        ext4(24);
        Path directory = Files.createDirectory(mount.resolve("context"));
        try (Log log = Log.open(LogOptions.of(directory).rollBytes(ROLL).durability(Durability.BATCH))) {
            log.reserveNext();
            Path next =
                    LogFiles.reservedFile(LogFiles.incarnationDirectory(directory.resolve(Log.DIRECTORY_NAME), 1), 2);
            assertThat(extents(next)).contains("unwritten");
            boolean more = true;
            while (more) more = log.prepareNext();
            assertThat(extents(next)).doesNotContain("unwritten");
            assertThat(Files.readAllBytes(next)).hasSize((int) ROLL).containsOnly(0);
        }
    }

    private static String extents(Path file) throws IOException {
        Process process = new ProcessBuilder("filefrag", "-v", file.toString()).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Every byte that an append touches was reserved: were one not, the JVM would die of SIGBUS here. */
    private void fillAndGoOn(Durability durability) throws IOException {
        Path directory = Files.createDirectory(mount.resolve("context"));
        Path filler = mount.resolve("filler");
        Files.write(filler, new byte[3 << 20]);
        long number = 0;
        try (Log log = Log.open(LogOptions.of(directory).rollBytes(ROLL).durability(durability))) {
            while (fixture.append(log, number + 1, 50_000) != Log.NO_ROOM) {
                number++;
                if (durability.survivesPowerCut()) log.prepareNext();
            }
            assertThat(number).isGreaterThan(20);
            eatTheRest(mount.resolve("rest"));
            // What is left of the roll takes small records to the last word, with not a byte free on the disk.
            while (fixture.append(log, number + 1, 100) != Log.NO_ROOM) number++;
            assertThat(fixture.append(log, number + 1, 100)).isEqualTo(Log.NO_ROOM);
            assertThat(log.reserveNext()).isFalse();
            assertThat(log.prepareNext()).isFalse();

            Files.delete(filler);
            assertThat(fixture.append(log, number + 1, 50_000)).isPositive();
            number++;
            log.sync();
        }
        assertThat(LogFixture.blocks(directory))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, number).boxed().toList());
        assertThat(LogVerifier.verify(directory.resolve(Log.DIRECTORY_NAME)).status())
                .isEqualTo(Status.SOUND);
    }

    @Test
    void shouldSayWhileHalfARollIsLeftThatNoneIsToFollow() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", mount.toString());
        Path directory = Files.createDirectory(mount.resolve("context"));
        try (Log log = Log.open(LogOptions.of(directory).rollBytes(ROLL))) {
            assertThat(log.hasRoomAhead()).isTrue();
            eatTheRest(mount.resolve("rest"));
            long number = 0;
            while (log.hasRoomAhead())
                assertThat(fixture.append(log, ++number, 50_000)).isPositive();
            assertThat(Position.offset(log.endPosition())).isBetween(ROLL / 2, ROLL / 2 + 60_000);
            for (long more = number + 8; number < more; )
                assertThat(fixture.append(log, ++number, 50_000)).isPositive();

            Files.delete(mount.resolve("rest"));
            assertThat(log.hasRoomAhead()).isTrue();
            assertThat(Position.offset(log.endPosition()))
                    .as("half of it used, and the next reserved")
                    .isGreaterThan(ROLL / 2);
        }
    }

    private static void eatTheRest(Path file) {
        try (var out = Files.newOutputStream(file)) {
            byte[] some = new byte[4096];
            while (true) out.write(some);
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space");
        }
    }

    @Test
    void shouldKeepWhatWasSyncedWhenThePowerGoes() throws Exception {
        Path image = ext4(32);
        Path directory = Files.createDirectory(mount.resolve("context"));
        Path copy = temporary.resolve("copy");
        long acknowledged = 0;
        try (Log log = Log.open(LogOptions.of(directory).rollBytes(ROLL).durability(Durability.BATCH))) {
            for (int batch = 0; batch < 60; batch++) {
                for (int i = 0; i < 3; i++) fixture.append(log, ++acknowledged, 20_000);
                log.sync();
                log.prepareNext();
            }
            for (int i = 1; i <= 20; i++) fixture.append(log, acknowledged + i, 20_000); // nobody was told of these
            // The image holds what has reached the disk, and not what the page cache still keeps.
            Files.copy(image, copy);
        }
        run("umount", mount.toString());
        run("mount", "-o", "loop", copy.toString(), mount.toString());
        List<Long> there = LogFixture.readAll(directory).stream()
                .map(Seen::number)
                .filter(number -> number > 0)
                .toList();
        assertThat(there).hasSizeGreaterThanOrEqualTo((int) acknowledged);
        assertThat(there)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, there.size()).boxed().toList());
        try (Log log = Log.open(LogOptions.of(directory).rollBytes(ROLL).durability(Durability.BATCH))) {
            fixture.append(log, there.size() + 1, 100);
        }
        assertThat(LogFixture.blocks(directory)).hasSize(there.size() + 1);
    }
}

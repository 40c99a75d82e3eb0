package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.Seed;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power goes while the engine writes its log, its checkpoints and its files. The disk is an image, and what it holds at an instant is
 * what has reached it, without what the system still keeps in memory:
 *
 * <pre>
 *   outer file system ──▶ inner image ──▶ inner file system ──▶ context, files
 *   frozen for the copy   copied          knows of nothing, and keeps what it has in memory
 * </pre>
 *
 * The program goes on from the copy, on a machine that was started anew ({@link Reboot}), and then its power goes again. Needs root for the mounts.
 */
@Tag("root")
@Tag("crash")
@Timeout(value = 1, unit = TimeUnit.HOURS) // for long runs; each step has a deadline
class PowerLossTest {
    private static final int CUTS = Integer.getInteger("headrace.test.cuts", 2);

    @TempDir
    Path temporary;

    private Path outer;
    private Path inner;

    @BeforeEach
    void mount() throws Exception {
        outer = Files.createDirectory(temporary.resolve("outer"));
        inner = Files.createDirectory(temporary.resolve("inner"));
        fileSystem(temporary.resolve("image"), 640);
        run("mount", "-o", "loop", temporary.resolve("image").toString(), outer.toString());
        fileSystem(image(0), 128);
        mountInner(0);
    }

    @AfterEach
    void unmount() throws Exception {
        quietly("fsfreeze", "-u", outer.toString());
        for (Path mounted : List.of(inner, outer)) {
            quietly("umount", mounted.toString());
            assertThat(Files.getFileStore(mounted))
                    .as("%s is unmounted", mounted)
                    .isEqualTo(Files.getFileStore(temporary));
        }
    }

    private Path image(int number) {
        return outer.resolve("image" + number);
    }

    private void mountInner(int number) throws Exception {
        run("mount", "-o", "loop", image(number).toString(), inner.toString());
    }

    private static void fileSystem(Path image, int megabytes) throws Exception {
        run("truncate", "-s", megabytes + "M", image.toString());
        run("mkfs.ext4", "-q", "-F", image.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), output)
                .isZero();
    }

    /** What was not mounted, or not frozen, needs nothing. */
    private static void quietly(String... command) throws IOException, InterruptedException {
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"BATCH", "RECORD"})
    void shouldLoseNothingThatWasPromisedWhenThePowerGoes(Durability durability) throws Exception {
        RandomGenerator random = Seed.random("PowerLossTest, " + durability);
        long promised = 0;
        try (CrashRig rig = new CrashRig(inner, durability, 1, 1_000)) {
            for (int cut = 0; cut < CUTS; cut++) {
                ForkedProgram program = rig.start();
                String before = rig.written();
                rig.await(program, "a batch", () -> !rig.written().equals(before));
                rig.run(program, random.nextInt(2_000));
                CrashRig.Promised then = rig.promised();
                promised = then.a() + then.b();
                run("fsfreeze", "-f", outer.toString());
                // Another file system gets the copy: this one takes nothing now.
                Path copy = temporary.resolve("copy");
                Files.copy(image(cut), copy);
                run("fsfreeze", "-u", outer.toString());
                program.kill();
                rig.saveRolls(temporary.resolve("rolls"));
                run("umount", inner.toString());
                Files.delete(image(cut));
                Files.move(copy, image(cut + 1));
                mountInner(cut + 1);
                rig.reboot(Reboot.make(temporary.resolve("boot"), random));
                rig.wentBackTo(then);
                rig.takeTrimmed(temporary.resolve("rolls"));
                rig.check();
            }
            CrashModel model = rig.finish();
            System.out.println("PowerLossTest, " + durability + ": " + CUTS + " cuts, " + promised
                    + " lines promised before the last, " + model.batches.size() + " batches");
        }
        assertThat(promised).isPositive();
    }
}

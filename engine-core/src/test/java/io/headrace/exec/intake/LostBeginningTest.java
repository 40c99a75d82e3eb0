package io.headrace.exec.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.Roll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A log without its beginning: as it is after a trim, or because somebody has deleted what is needed. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class LostBeginningTest {
    private static final int BLOCKS = 30;
    private static final long ROLL = 2 * LogOptions.MIN_ROLL_BYTES; // some ten blocks

    @TempDir
    Path temporary;

    private Path directory = Path.of("");
    private Rig rig;

    @BeforeEach
    void runABatch() throws IOException {
        directory = temporary.resolve("context");
        rig = new Rig(64).stream();
        rig.rollBytes = ROLL;
        rig.start(directory, Durability.PROCESS);
        rig.feed(0).publish(1);
        rig.tick(1);
        rig.commit(rig.poll());
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    private void receiveMuch() {
        for (int i = 2; i <= BLOCKS; i++) rig.feed(0).publish(i, 50_000);
        rig.step();
    }

    /** What a kill leaves, when then the oldest roll goes. */
    private Path withoutTheFirstRoll() throws IOException {
        Path image = Rig.image(directory, temporary.resolve("image"));
        List<Roll> rolls = LogFiles.list(image.resolve(Log.DIRECTORY_NAME)).rolls();
        assertThat(rolls).hasSizeGreaterThan(2);
        Files.delete(rolls.get(0).file());
        return image;
    }

    private static void mustBeRefused(Path image, String... why) throws IOException {
        try (Rig next = new Rig(64).stream()) {
            next.rollBytes = ROLL;
            assertThatThrownBy(() -> next.open(image, Durability.PROCESS))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContainingAll(why);
        }
    }

    @Test
    void shouldRefuseALogWithoutBlocksThatNoBatchHas() throws IOException {
        receiveMuch();
        mustBeRefused(withoutTheFirstRoll(), "the log begins with record", "no batch is in what is left of it");
    }

    @Test
    void shouldRefuseALogWithoutBlocksOfABatchThatIsToRunAgain() throws IOException {
        receiveMuch();
        rig.tick(2);
        mustBeRefused(withoutTheFirstRoll(), "batch 1-2", "not all of its blocks are in the log");
    }

    @Test
    void shouldGoOnWithoutWhatEveryBatchIsDoneWith() throws IOException {
        receiveMuch();
        rig.tick(2);
        rig.commit(rig.poll());
        rig.feed(0).publish(BLOCKS + 1);
        rig.step();
        try (Rig next = new Rig(64).stream()) {
            next.rollBytes = ROLL;
            next.start(withoutTheFirstRoll(), Durability.PROCESS);
            next.tick(3);
            assertThat(next.numbers(next.poll(), 0)).containsExactly(BLOCKS + 1L);
        }
    }
}

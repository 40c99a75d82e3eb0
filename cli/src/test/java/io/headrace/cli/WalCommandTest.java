package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headrace.log.LogSink;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.sink.BatchId;
import io.headrace.sink.SinkBatch;
import io.headrace.sink.SinkContext;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class WalCommandTest {
    private static final int RECORD = 1000;
    private static final int RECORDS = 20;

    @TempDir
    private Path directory;

    /** Writes a log and tells where its tenth record stands. */
    private long writeLog() throws IOException {
        long record = NativeMemory.allocateZeroed(RECORD, MemoryTag.TEST);
        long tenth = 0;
        try (Log log = Log.open(LogOptions.of(directory).rollBytes(LogOptions.MIN_ROLL_BYTES))) {
            for (int i = 0; i < RECORDS; i++) {
                long position = log.append(RecordType.BLOCK, record, RECORD);
                if (i == 10) tenth = position;
            }
        } finally {
            NativeMemory.free(record, RECORD, MemoryTag.TEST);
        }
        return tenth;
    }

    @Test
    void shouldCallASoundLogSound() throws IOException {
        writeLog();
        Captured verified = Captured.run("wal", "verify", directory.toString());
        assertThat(verified.code()).isZero();
        assertThat(verified.out()).startsWith("sound:").contains("BLOCK=" + RECORDS, "closed in order");
        assertThat(Captured.run("wal", "verify", directory.resolve("log").toString())
                        .code())
                .as("the log's own directory")
                .isZero();
    }

    @Test
    void shouldTellWhatTheLogOfASinkHolds() throws Exception {
        try (LogSink<String> sink = LogSink.of(directory, Codecs.TEXT)) {
            sink.open(new SinkContext("test", "output 0", false));
            sink.begin(new SinkBatch(new BatchId(1, 7), 1_000));
            sink.write(0, List.of("a", "b").iterator());
            sink.write(1, List.of("c").iterator());
            sink.commit();
        }
        Captured inspected = Captured.run("wal", "inspect", "--records", directory.toString());
        assertThat(inspected.code()).isZero();
        assertThat(inspected.out()).contains("BLOCK=2", "COMMIT=1", "closed in order", "COMMIT     roll 1 offset ");
    }

    @Test
    void shouldNameFileOffsetAndReasonOfDamage() throws IOException {
        long tenth = writeLog();
        Path roll = theRoll();
        try (RandomAccessFile file = new RandomAccessFile(roll.toFile(), "rw")) {
            file.seek(Position.offset(tenth) + 500);
            file.write(1);
        }
        Captured verified = Captured.run("wal", "verify", directory.toString());
        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.out()).contains(roll + " is damaged at offset " + Position.offset(tenth) + ": ");

        JsonNode json = new ObjectMapper()
                .readTree(Captured.run("wal", "verify", "--json", directory.toString())
                        .out());
        assertThat(json.get("status").asText()).isEqualTo("DAMAGED");
        assertThat(json.get("damages").get(0).get("offset").asLong()).isEqualTo(Position.offset(tenth));
    }

    @Test
    void shouldNameTheFileThatCannotBeRead() throws IOException {
        writeLog();
        Path roll = theRoll();
        Files.delete(roll);
        Files.createSymbolicLink(roll, directory.resolve("nowhere"));
        for (String command : List.of("verify", "inspect")) {
            Captured dangling = Captured.run("wal", command, directory.toString());
            assertThat(dangling.code()).isEqualTo(2);
            assertThat(dangling.err()).contains(roll.toString(), "does not exist");
        }
        Files.delete(roll);
        Files.createDirectory(roll);
        for (String command : List.of("verify", "inspect")) {
            Captured directoryInPlace = Captured.run("wal", command, directory.toString());
            assertThat(directoryInPlace.code()).isEqualTo(2);
            assertThat(directoryInPlace.err()).contains(roll.toString(), "directory");
        }
    }

    @Test
    void shouldNotCallGarbageSound() throws IOException {
        Path incarnation = Files.createDirectories(directory.resolve("log/0000000001"));
        Files.writeString(incarnation.resolve("0000000001.cq4"), "garbage".repeat(1000));
        Captured verified = Captured.run("wal", "verify", directory.toString());
        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.out()).contains("damaged").contains("not closed in order");
    }

    @Test
    void shouldSayWhatIsNotALog() {
        assertThat(Captured.run("wal", "verify", directory.toString()).code()).isEqualTo(2);
        assertThat(Captured.run("wal", "verify", "/nonexistent").code()).isEqualTo(2);
        Captured inspected = Captured.run("wal", "inspect", directory.toString());
        assertThat(inspected.code()).isEqualTo(2);
        assertThat(inspected.err()).contains("is not a log");
        assertThat(Captured.run("wal").code()).isEqualTo(2);
        assertThat(Captured.run("wal", "verify").code()).isEqualTo(2);
    }

    @Test
    void shouldListRecordsAsJson() throws IOException {
        writeLog();
        Captured inspected = Captured.run("wal", "inspect", "--json", "--records", directory.toString());
        assertThat(inspected.code()).isZero();
        ObjectMapper mapper = new ObjectMapper();
        List<String> lines = inspected.out().lines().toList();
        assertThat(mapper.readTree(lines.get(0)).get("records").get("BLOCK").asInt())
                .isEqualTo(RECORDS);
        long blocks = 0;
        for (int i = 1; i < lines.size(); i++) {
            JsonNode line = mapper.readTree(lines.get(i));
            if (!line.get("type").asText().equals("BLOCK")) continue;
            blocks++;
            assertThat(line.get("length").asInt()).isEqualTo(RECORD);
        }
        assertThat(blocks).isEqualTo(RECORDS);
    }

    private Path theRoll() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}

package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.Reject;
import io.headrace.StreamInputInfo;
import io.headrace.StreamingListener;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.source.FileReader;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class FileStreamTest {
    private static final FileReader<String> LINES =
            (file, bytes) -> new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))
                    .lines()
                    .iterator();

    @TempDir
    Path temporary;

    private DroppedFiles files;

    @BeforeEach
    void makeDirectory() throws IOException {
        files = new DroppedFiles(temporary);
    }

    private static StreamTest test() {
        return StreamTest.every(Durations.milliseconds(100));
    }

    private String directory() {
        return files.directory.toString();
    }

    @Test
    void shouldHaveTheWholeFilesThatAreNewAtATick() throws Exception {
        try (StreamTest test = test()) {
            Collected<String> lines = test.collect(test.context().textFileStream(directory()));
            files.drop("b", 10, "three\nfour");
            files.drop("a", 20, "one\r\ntwo\n");
            files.drop("c", 150, "five\n");

            test.advance(3);

            lines.assertAt(100, "three", "four", "one", "two");
            lines.assertAt(200, "five");
            lines.assertAt(300);
            assertThat(lines.partitionsAt(100)).containsExactly(List.of("three", "four"), List.of("one", "two"));
        }
    }

    @Test
    void shouldTakeFilesThatAppearWhileItRuns() throws Exception {
        try (StreamTest test = test()) {
            Collected<String> lines = test.collect(test.context().textFileStream("file://" + directory()));
            test.advance();
            files.drop("late", 120, "late\n");
            test.advance();
            files.drop("later", 110, "stamped before the batch that came first\n");
            test.advance();

            lines.assertAt(100);
            lines.assertAt(200, "late");
            lines.assertAt(300, "stamped before the batch that came first");
        }
    }

    @Test
    void shouldTakeAFileOnceAlsoWhenItIsWrittenAgain() throws Exception {
        try (StreamTest test = test()) {
            Collected<String> lines = test.collect(test.context().textFileStream(directory()));
            files.drop("a", 50, "once\n");
            test.advance();
            files.drop("a", 150, "again\n");
            test.advance(3);

            assertThat(lines.elements()).containsExactly("once");
        }
    }

    @Test
    void shouldForgetFilesThatAreTooOldToBeNew() throws Exception {
        try (StreamTest test = StreamTest.every(
                Durations.milliseconds(100), settings -> settings.set("headrace.files.min.remember", "250ms"))) {
            Collected<String> lines = test.collect(test.context().textFileStream(directory()));
            files.drop("a", 50, "once\n");
            test.advance(6); // the file of batch 100 is remembered for 300 ms behind the batch before
            files.drop("old", 200, "too old\n");
            files.drop("a", 450, "new again\n");
            test.advance();

            assertThat(lines.elements()).containsExactly("once", "new again");
            lines.assertAt(700, "new again");
        }
    }

    @Test
    void shouldLeaveOutWhatWasThereBeforeTheStartOrIsHidden() throws Exception {
        try (StreamTest test = test()) {
            test.clock().advance(Durations.seconds(100));
            files.drop("old", 99_900, "old\n");
            files.drop(".hidden", 100_050, "hidden\n");
            files.drop("_new", 100_050, "new\n");
            files.drop("deeper/below", 100_050, "not in the directory itself\n");
            Collected<String> lines = test.collect(test.context().textFileStream(directory()));
            test.advance(2);

            assertThat(lines.elements()).containsExactly("new");
        }
    }

    @Test
    void shouldTakeWhatIsThereWhenAskedTo() throws Exception {
        try (StreamTest test = test()) {
            test.clock().advance(Durations.seconds(100));
            files.drop("old", 39_000, "more than a minute old\n");
            files.drop("known", 99_900, "there\n");
            files.drop("known.not", 99_900, "not wanted\n");
            Collected<String> lines = test.collect(test.context()
                    .fileStream(directory(), LINES, file -> !file.toString().endsWith(".not"), false));
            test.advance(2);

            lines.assertAt(100_100, "there");
            assertThat(lines.elements()).hasSize(1);
        }
    }

    @Test
    void shouldWaitForTheTimeThatAFileSays() throws Exception {
        try (StreamTest test = test()) {
            Collected<String> lines = test.collect(test.context().textFileStream(directory()));
            files.drop("ahead", 250, "from a clock that goes ahead\n");
            test.advance(3);

            lines.assertAt(300, "from a clock that goes ahead");
            assertThat(lines.elements()).hasSize(1);
        }
    }

    @Test
    void shouldWatchAllDirectoriesOfAPattern() throws Exception {
        try (StreamTest test = test()) {
            Collected<String> lines = test.collect(test.context().textFileStream(directory() + "/2*/in"));
            files.drop("2024/in/a", 10, "a\n");
            files.drop("1999/in/b", 20, "b\n");
            files.drop("2025/out/c", 30, "c\n");
            test.advance();
            files.drop("2026/in/d", 110, "d\n");
            test.advance();

            lines.assertAt(100, "a");
            lines.assertAt(200, "d");
        }
    }

    @Test
    void shouldTakeFilesOnceTheirDirectoryIsThere() throws Exception {
        try (StreamTest test = test()) {
            Collected<String> lines = test.collect(
                    test.context().textFileStream(files.directory.resolve("new").toString()));
            test.advance();
            files.drop("new/a", 110, "a\n");
            test.advance();

            lines.assertAt(100);
            lines.assertAt(200, "a");
        }
    }

    @Test
    void shouldRejectWhatNoRecordCanBeAndSayInWhichFile() throws Exception {
        try (StreamTest test = StreamTest.every(
                Durations.milliseconds(100), settings -> settings.set("headrace.record.max.bytes", "1000"))) {
            Collected<String> lines = test.collect(test.context().textFileStream(directory()));
            byte[] bad = "good\nb\u00ffd\n".getBytes(StandardCharsets.ISO_8859_1);
            Path invalid = files.drop("invalid", 10, bad);
            Path longLine = files.drop("long", 20, "x".repeat(200_000) + "\nshort\n");
            test.advance();

            lines.assertAt(100, "good", "short");
            assertThat(test.context().rejects())
                    .extracting(Reject::reason)
                    .containsExactly("not UTF-8, in " + invalid, "longer than 1000 bytes, in " + longLine);
        }
    }

    @Test
    void shouldReadRecordsOfOneLength() throws Exception {
        try (StreamTest test = test()) {
            Collected<String> records = test.collect(test.context()
                    .binaryRecordsStream(directory(), 3)
                    .map(bytes -> new String(bytes, StandardCharsets.US_ASCII)));
            Path torn = files.drop("a", 10, "abcdefgh");
            test.advance();

            records.assertAt(100, "abc", "def");
            assertThat(test.context().rejects())
                    .extracting(Reject::reason)
                    .containsExactly("cut off by the end of the file, in " + torn);
        }
    }

    @Test
    void shouldShowLinesInPlace() throws Exception {
        try (StreamTest test = test()) {
            Collected<Long> counts = test.collect(test.context()
                    .utf8FileStream(directory())
                    .filter(line -> line.length() > 0)
                    .count());
            files.drop("a", 10, "to be\n\nor not\n");
            test.advance();

            counts.assertAt(100, 2L);
        }
    }

    @Test
    void shouldGiveWhatTheUsersReaderMakes() throws Exception {
        FileReader<Tuple2<String, Integer>> reader =
                (file, bytes) -> List.of(new Tuple2<>(file.getFileName().toString(), bytes.readAllBytes().length))
                        .iterator();
        try (StreamTest test = test()) {
            Collected<Tuple2<String, Integer>> sizes =
                    test.collect(test.context().fileStream(directory(), reader));
            files.drop("a", 10, "12345");
            files.drop("empty", 20, "");
            test.advance();

            sizes.assertAt(100, new Tuple2<>("a", 5), new Tuple2<>("empty", 0));
        }
    }

    @Test
    void shouldStopAndNameTheFileWhenItsReaderFails() throws Exception {
        FileReader<String> reader = (file, bytes) -> {
            throw new UncheckedIOException(new IOException("no such format"));
        };
        try (StreamTest test = test()) {
            test.collect(test.context().fileStream(directory(), reader));
            Path bad = files.drop("bad", 10, "12345");

            assertThatThrownBy(test::advance).hasStackTraceContaining("file " + bad + ": the reader failed");
        }
    }

    @Test
    void shouldStopAndNameTheFileThatCannotBeRead() throws Exception {
        FileReader<String> reader = (file, bytes) -> {
            throw new IOException("disk on fire");
        };
        try (StreamTest test = test()) {
            test.collect(test.context().fileStream(directory(), reader));
            Path bad = files.drop("bad", 10, "12345");

            assertThatThrownBy(test::advance)
                    .hasRootCauseInstanceOf(IOException.class)
                    .hasStackTraceContaining("file " + bad + " cannot be read")
                    .hasStackTraceContaining("nothing of its batch was taken");
        }
    }

    @Test
    void shouldLeaveOutAFileThatIsDeletedBeforeItIsRead() throws Exception {
        try (StreamTest test = test()) {
            Collected<String> lines = test.collect(test.context()
                    .fileStream(
                            directory(),
                            LINES,
                            file -> {
                                if (file.endsWith("gone")) Files.delete(file);
                                return true;
                            },
                            true));
            files.drop("gone", 10, "gone\n");
            files.drop("here", 20, "here\n");
            test.advance();

            lines.assertAt(100, "here");
        }
    }

    @Test
    void shouldTakeAFileThatIsLargerThanAllMemory() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3_000_000; i++) text.append("line ").append(i).append('\n');
        try (StreamTest test = StreamTest.every(
                Durations.milliseconds(100),
                settings -> settings.set("headrace.memory.limit", String.valueOf(16 << 20))
                        .set("headrace.block.bytes", "65536"))) {
            Collected<Long> counts =
                    test.collect(test.context().textFileStream(directory()).count());
            files.drop("large", 10, text.toString());
            test.advance(2);

            counts.assertAt(100, 3_000_000L);
            counts.assertAt(200, 0L);
        }
    }

    /** A batch of files that has begun is finished: nothing else could make room. */
    @Test
    void shouldTakeAFileThatIsLargerThanWhatMayBeSpilled() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) text.append("line ").append(i).append('\n');
        try (StreamTest test = StreamTest.every(
                Durations.milliseconds(100),
                settings -> settings.set("headrace.block.bytes", "65536")
                        .set("headrace.block.count", "22")
                        .set("headrace.spill.limit", "65536"))) {
            Collected<Long> counts =
                    test.collect(test.context().textFileStream(directory()).count());
            files.drop("large", 10, text.toString());
            test.advance();
            files.drop("larger", 120, text.toString() + text);
            test.advance();

            counts.assertAt(100, 100_000L);
            counts.assertAt(200, 200_000L);
        }
    }

    @Test
    void shouldKeepWindowsOverFiles() throws Exception {
        try (StreamTest test = test()) {
            Collected<String> lines =
                    test.collect(test.context().textFileStream(directory()).window(Durations.milliseconds(200)));
            files.drop("a", 10, "a\n");
            test.advance();
            Files.delete(files.drop("b", 110, "b\n"));
            files.drop("c", 120, "c\n");
            test.advance(2);

            lines.assertAtInAnyOrder(200, "a", "c");
            lines.assertAt(300, "c");
        }
    }

    @Test
    void shouldRefuseDirectoriesThatCannotBeWatched() {
        try (StreamTest test = test()) {
            assertThatThrownBy(() -> test.context().textFileStream("hdfs://host/in"))
                    .hasMessageContaining("hdfs://host/in")
                    .hasMessageContaining("receiver");
            assertThatThrownBy(() -> test.context().textFileStream("/data/**/in"))
                    .hasMessageContaining("one * for each level");
            assertThatThrownBy(() -> test.context().textFileStream(" ")).hasMessageContaining("name one");
            assertThatThrownBy(() -> test.context().binaryRecordsStream("/in", 0))
                    .hasMessageContaining("1 or more");
            assertThatThrownBy(() -> test.context().binaryRecordsStream("/in", 1 << 20))
                    .hasMessageContaining("headrace.record.max.bytes");
        }
    }

    @Test
    void shouldRefuseARateForWholeFiles() {
        try (StreamTest test = test()) {
            DStream<String> lines = test.context().textFileStream(directory());
            assertThatThrownBy(() -> lines.maxRate(5))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("textFileStream")
                    .hasMessageContaining("takes nothing in by itself");
        }
    }

    @Test
    void shouldReadFilesAtOnceWhateverRateReceiversHave() throws Exception {
        try (StreamTest test = StreamTest.every(
                Durations.milliseconds(100),
                settings -> settings.set("headrace.receiver.max.rate", "10")
                        .set("headrace.receiver.full", "DROP_NEWEST"))) {
            Collected<Long> counts =
                    test.collect(test.context().textFileStream(directory()).count());
            files.drop("a", 10, "line\n".repeat(50_000));
            test.advance();

            counts.assertAt(100, 50_000L);
        }
    }

    @Test
    void shouldTellListenersWhichFilesABatchHas() throws Exception {
        List<StreamInputInfo> submitted = new CopyOnWriteArrayList<>();
        List<StreamInputInfo> completed = new CopyOnWriteArrayList<>();
        try (StreamTest test = test()) {
            test.collect(test.context().textFileStream(directory()));
            test.context().addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchSubmitted(StreamingListenerBatchSubmitted event) {
                    submitted.add(event.batchInfo().streamIdToInputInfo().get(0));
                }

                @Override
                public void onBatchCompleted(StreamingListenerBatchCompleted event) {
                    completed.add(event.batchInfo().streamIdToInputInfo().get(0));
                }
            });
            String b = files.drop("b", 10, "three\nfour").toString();
            String a = files.drop("a", 20, "one\r\ntwo\n").toString();
            String none = files.drop("empty", 250, "").toString();
            test.advance(3);
            test.context().stop();

            assertThat(completed).isEqualTo(submitted).hasSize(3);
            assertThat(completed.get(0).metadata())
                    .containsOnly(entry("files", List.of(b, a)), entry("Description", b + "\n" + a));
            assertThat(completed.get(0).numRecords()).isEqualTo(4);
            assertThat(completed.get(0).metadataDescription()).isEqualTo(b + "\n" + a);
            assertThat(completed.get(1).metadata()).containsOnly(entry("files", List.of()), entry("Description", ""));
            assertThat(completed.get(2).metadata()).containsEntry("files", List.of(none));
            assertThat(completed.get(2).numRecords()).isZero();
        }
    }

    @Test
    void shouldStopInOrderWhileAFileIsRead() throws Exception {
        FileReader<String> reader =
                (file, bytes) -> Stream.generate(() -> "without end").iterator();
        try (StreamTest test = test()) {
            test.collect(test.context().fileStream(directory(), reader));
            files.drop("endless", 10, "x");
            test.context().start();
            test.clock().advance(Durations.milliseconds(100));
            assertThat(test.context().awaitTerminationOrTimeout(50)).isFalse();
            long before = System.nanoTime();
            test.context().stop(true);

            assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
        }
    }
}

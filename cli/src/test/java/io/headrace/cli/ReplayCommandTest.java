package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headrace.StreamingContext;
import io.headrace.memory.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A program that is on no class path but the one that the command line names. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ReplayCommandTest {
    private static final int BATCHES = 10;
    private static final String SOURCE = """
            package sample;

            import io.headrace.StreamingContext;
            import io.headrace.Tuple2;
            import java.time.Duration;
            import java.util.List;
            import java.util.Optional;

            public class Counts {
                static int step = 1;

                static StreamingContext create(String[] args) {
                    if (args.length > 0) step = Integer.parseInt(args[0]);
                    StreamingContext context = StreamingContext.builder("counts")
                            .batchInterval(Duration.ofMillis(10))
                            .set("headrace.log.replay", "1h")
                            .build();
                    context.<String>batchStream(time -> List.of(List.of("a", "b", "a")))
                            .mapToPair(word -> new Tuple2<>(word, step))
                            .<Integer>updateStateByKey((steps, state) -> Optional.of(
                                    state.orElse(0) + steps.stream().mapToInt(Integer::intValue).sum()))
                            .name("counts")
                            .print();
                    return context;
                }
            }

            class NoProgram {
                StreamingContext create() {
                    return null;
                }
            }

            class Throws {
                static StreamingContext create() {
                    throw new IllegalStateException("no program today");
                }
            }
            """;

    @TempDir
    Path temporary;

    private String directory;
    private String classes;

    @BeforeEach
    void run() throws Exception {
        directory = temporary.resolve("context").toString();
        Path source = Files.createDirectories(temporary.resolve("sample")).resolve("Counts.java");
        Files.writeString(source, SOURCE);
        Path compiled = Files.createDirectories(temporary.resolve("classes"));
        classes = compiled.toString();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int result = compiler.run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes,
                source.toString());
        assertThat(result).isZero();
        try (ProgramClass program = ProgramClass.load(classes, "sample.Counts", List.of());
                StreamingContext context = StreamingContext.getOrCreate(directory, program::create)) {
            AtomicLong batches = new AtomicLong();
            context.addBatchTimes((millis, records, delay, processing) -> batches.incrementAndGet());
            context.start();
            while (batches.get() < BATCHES)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            context.stop(true);
        }
    }

    private Captured replay(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "replay";
        all[1] = directory;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Captured.run(all);
    }

    @Test
    void shouldListRunAndCompare() throws Exception {
        Captured list = replay("--list");
        assertThat(list.code()).as(list.err()).isZero();
        assertThat(list.out().lines().findFirst().orElseThrow())
                .startsWith("batch 1-1 of ")
                .endsWith(": 3 records");
        JsonNode line = new ObjectMapper()
                .readTree(replay("--list", "--json").out().lines().findFirst().orElseThrow());
        assertThat(line.get("batch").asText()).isEqualTo("1-1");
        assertThat(line.get("committed").asBoolean()).isTrue();

        Captured run = replay("--batch", "1-5", "--class-path", classes, "--program", "sample.Counts");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("batch 1-5 of ")
                .contains("output 0, print of \"counts\"", "  | (a,10)", "  | (b,5)", "same result as the first time");

        Captured none =
                replay("--batch", "5", "--class-path", classes, "--program", "sample.Counts", "--outputs", "none");
        assertThat(none.out()).contains("Counts.java:", "2 records").doesNotContain("(a,10)");
    }

    @Test
    void shouldTellOfAnotherProgram() throws Exception {
        Captured other = replay("--batch", "2", "--class-path", classes, "--program", "sample.Counts", "7");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.out())
                .contains("another result than the first time, in 2 places", "\"counts\"", "key a: first 4, now 16");
        JsonNode json = new ObjectMapper()
                .readTree(replay("--batch", "2", "--class-path", classes, "--program", "sample.Counts", "--json", "7")
                        .out());
        assertThat(json.get("comparison").asText()).isEqualTo("DIFFERENT");
        assertThat(json.get("differences").get(0).get("operator").asText()).isEqualTo("counts");
        assertThat(json.get("outputs").get(0).get("rows").get(0).asText()).startsWith("(");
    }

    @Test
    void shouldSayWhatIsWrongWithTheCommandLine() {
        assertNonsense(
                "--program: there is no class sample.Nobody in " + classes,
                "--batch",
                "1",
                "--class-path",
                classes,
                "--program",
                "sample.Nobody");
        assertNonsense(
                "--program: class sample.NoProgram has not a method static StreamingContext create()",
                "--batch",
                "1",
                "--class-path",
                classes,
                "--program",
                "sample.NoProgram");
        assertNonsense(
                "sample.Throws.create() takes no arguments, and there are [x]",
                "--batch",
                "1",
                "--class-path",
                classes,
                "--program",
                "sample.Throws",
                "x");
        assertNonsense(
                "--class-path: /nowhere.jar does not exist",
                "--batch",
                "1",
                "--class-path",
                "/nowhere.jar",
                "--program",
                "sample.Counts");
        assertNonsense("\"one\" is no batch id", "--batch", "one", "--program", "sample.Counts");
        assertNonsense("--program is missing", "--batch", "1");
        assertNonsense("--debug=5005: this JVM was started without", "--batch", "1", "--debug", "5005");
        assertThat(replay("--list", "--batch", "1").code()).isEqualTo(Headrace.NONSENSE);
        assertThat(replay().code()).isEqualTo(Headrace.NONSENSE);
    }

    private void assertNonsense(String message, String... arguments) {
        Captured wrong = replay(arguments);
        assertThat(wrong.err()).contains(message);
        assertThat(wrong.code()).isEqualTo(Headrace.NONSENSE);
    }

    @Test
    void shouldSayWhyABatchCannotBeRun() {
        Captured thrown = replay("--batch", "1", "--class-path", classes, "--program", "sample.Throws");
        assertThat(thrown.code()).isEqualTo(Headrace.NO);
        assertThat(thrown.err()).contains("no program today");
        Captured unknown = replay("--batch", "77777", "--class-path", classes, "--program", "sample.Counts");
        assertThat(unknown.code()).isEqualTo(Headrace.NO);
        assertThat(unknown.err()).contains("cannot be run again: it is not in the log; those from 1-1 to 1-");
        Captured empty = Captured.run("replay", temporary.toString(), "--list");
        assertThat(empty.code()).isEqualTo(Headrace.NO);
        assertThat(empty.err()).contains("there is no log in ");
    }
}

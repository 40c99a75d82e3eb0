package io.headrace.exec.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.headrace.Tuple2;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.Plans;
import io.headrace.exec.data.StoredBlocks;
import io.headrace.exec.data.Workers;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.RowFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@SuppressWarnings("NullAway") // functions of users answer null, too
class FailureTest {
    private static final RowFormat TEXT = new RowFormat.Text();
    private static final RowFormat VIEWS = new RowFormat.Utf8Views();
    private static final List<List<String>> NUMBERS = List.of(List.of("1", "2"), List.of("3", "x", "5", "y"));

    private static Node numbers() {
        return Plans.then(Plans.input(TEXT), new Operator.Map("map", row -> Integer.parseInt((String) row)));
    }

    private static OperatorFailedException failureOf(Node node, List<List<String>> lines, RowFormat rows) {
        try (Workers workers = Workers.one();
                StoredBlocks blocks = StoredBlocks.ofLines(lines)) {
            Pass pass = Pass.compile(node);
            return catchThrowableOfType(OperatorFailedException.class, () -> {
                for (int i = 0; i < lines.size(); i++)
                    pass.run(Plans.dataset(rows, blocks), i, row -> {}, workers.first());
            });
        }
    }

    @Test
    void shouldNameOperatorStreamBlockAndRecord() {
        OperatorFailedException failure = failureOf(numbers(), NUMBERS, TEXT);
        assertThat(failure)
                .hasMessage("map at WordCount.main (WordCount.java:12) threw java.lang.NumberFormatException: For input"
                        + " string: \"x\"; stream 0 (socket localhost:9999), block 1, record 1")
                .hasCauseInstanceOf(NumberFormatException.class);
        assertThat(failure.blockId()).isEqualTo(BlockId.of(0, 1));
        assertThat(failure.record()).isEqualTo(1);
        assertThat(failure.node().operator().word()).isEqualTo("map");
    }

    @Test
    void shouldBlameTheOperatorThatThrew() {
        Iterator<Object> breaksLater = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Object next() {
                throw new IllegalStateException("broken iterator");
            }
        };
        List<Operator> thrower = List.of(
                new Operator.Map("map", row -> {
                    throw new IOException("checked");
                }),
                new Operator.Filter("filter", row -> null),
                new Operator.FlatMap("flatMap", row -> breaksLater),
                new Operator.FlatMap("flatMap", row -> null),
                new Operator.MapValues("mapValues", row -> row),
                new Operator.FlatMapValues("flatMapValues", row -> breaksLater),
                new Operator.MapPartitions("mapPartitions", rows -> breaksLater),
                new Operator.Map("map", row -> {
                    throw new StackOverflowError();
                }));
        for (Operator operator : thrower) {
            Node before = Plans.then(
                    Plans.input(TEXT),
                    new Operator.FlatMap("before", row -> List.of(row).iterator()));
            Node node = Plans.then(Plans.then(before, operator), new Operator.Map("behind", row -> row));
            OperatorFailedException failure = failureOf(node, List.of(List.of("a")), TEXT);
            assertThat(failure).as(operator.word()).hasMessageStartingWith(operator.word() + " at ");
            assertThat(failure.getCause()).as(operator.word()).isNotInstanceOf(OperatorFailedException.class);
            assertThat(failure.hasPosition()).isEqualTo(!(operator instanceof Operator.MapPartitions));
        }
    }

    @Test
    void shouldNotBlameAViewFlatMapForWhatIsBehindIt() {
        Node views = Plans.then(Plans.split(Plans.input(VIEWS)), new Operator.ViewFlatMap("flatMap", (view, out) -> {
            try {
                out.accept(view);
            } catch (Exception swallowed) {
                // a user may do that, and the failure must come out all the same
            }
        }));
        Node filter = Plans.then(views, new Operator.ViewFilter("filter", view -> ((Utf8View) view).parseLong() > 0));
        OperatorFailedException failure = failureOf(filter, List.of(List.of("1 2", "3 x 4")), VIEWS);
        assertThat(failure).hasMessageStartingWith("filter at").hasMessageEndingWith("block 0, record 1");

        Node own = Plans.then(Plans.input(VIEWS), new Operator.ViewFlatMap("flatMap", (view, out) -> {
            throw new IOException("own");
        }));
        assertThat(failureOf(own, List.of(List.of("a")), VIEWS)).hasMessageStartingWith("flatMap at");
    }

    @Test
    void shouldLetFailuresOfTheConsumerThroughAsTheyAre() throws Exception {
        Node node =
                Plans.then(Plans.input(VIEWS), new Operator.ViewFlatMap("flatMap", (view, out) -> out.accept(view)));
        Pass pass = Pass.compile(node);
        try (Workers workers = Workers.one();
                StoredBlocks blocks = StoredBlocks.ofLines(List.of(List.of("a")))) {
            assertThatThrownBy(() -> pass.run(
                            Plans.dataset(VIEWS, blocks),
                            0,
                            row -> {
                                throw new IOException("disk");
                            },
                            workers.first()))
                    .isInstanceOf(IOException.class);
            List<String> rows = new ArrayList<>();
            pass.run(Plans.dataset(VIEWS, blocks), 0, row -> rows.add(String.valueOf(row)), workers.first());
            assertThat(rows).containsExactly("a");
        }
    }

    @Test
    void shouldBlameTheInputForARecordThatCannotBeDecoded() {
        RowFormat longs = new RowFormat.Objects(Codecs.LONG);
        OperatorFailedException failure = failureOf(Plans.input(longs), List.of(List.of("12345678", "short")), longs);
        assertThat(failure)
                .hasMessageStartingWith("socketTextStream at")
                .hasMessageContaining("codec long found 5 bytes")
                .hasMessageEndingWith("block 0, record 1");
    }

    @Test
    void shouldNotBreakWhenAKeyHasNoWords() {
        Object key = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no words");
            }
        };
        Node node = numbers();
        assertThat(OperatorFailedException.ofKey(node, key, new IOException("x")))
                .hasMessageContaining("key of java.lang.IllegalStateException");
        assertThat(OperatorFailedException.ofKey(node, "k".repeat(1000), new IOException("x"))
                        .getMessage())
                .hasSizeLessThan(400);
    }

    @Test
    void shouldCollectAllThrowingRecordsAndThenLeaveThemOut() throws Exception {
        Pass pass = Pass.compile(numbers());
        try (Workers workers = Workers.one();
                StoredBlocks blocks = StoredBlocks.ofLines(NUMBERS)) {
            SkipSet skip = new SkipSet();
            List<String> messages = new ArrayList<>();
            List<Object> rows = new ArrayList<>();
            for (int i = 0; i < 2; i++)
                pass.run(Plans.dataset(TEXT, blocks), i, rows::add, workers.first(), null, failure -> {
                    messages.add(failure.getMessage());
                    skip.add(failure.blockId(), failure.record());
                });
            assertThat(messages).hasSize(2);
            assertThat(messages.get(0)).endsWith("block 1, record 1");
            assertThat(messages.get(1)).endsWith("block 1, record 3");
            assertThat(rows).containsExactly(1, 2, 3, 5);

            rows.clear();
            for (int i = 0; i < 2; i++)
                pass.run(Plans.dataset(TEXT, blocks), i, rows::add, workers.first(), skip, null);
            assertThat(rows).containsExactly(1, 2, 3, 5);
        }
    }

    @Test
    void shouldCollectAndLeaveOutOfExplicitBatches() throws Exception {
        Pass pass = Pass.compile(numbers());
        ListDataset lists = new ListDataset(3, "queue").begin(NUMBERS);
        SkipSet skip = new SkipSet();
        try (Workers workers = Workers.one()) {
            pass.run(lists, 1, row -> {}, workers.first(), null, f -> skip.add(f.blockId(), f.record()));
            assertThat(skip.leavesOut(BlockId.of(3, 1), 1)).isTrue();
            assertThat(skip.leavesOut(BlockId.of(3, 1), 3)).isTrue();
            List<Object> rows = new ArrayList<>();
            pass.run(lists, 1, rows::add, workers.first(), skip, null);
            assertThat(rows).containsExactly(3, 5);
            assertThatThrownBy(() -> pass.run(lists, 1, rows::add, workers.first()))
                    .hasMessageEndingWith("stream 3 (queue), block 1, record 1");
        }
    }

    @Test
    void shouldNotCollectWhatIsNoRecordsFault() {
        Node node = Plans.then(Plans.input(TEXT), new Operator.MapPartitions("mapPartitions", rows -> {
            throw new IllegalStateException("whole partition");
        }));
        Pass pass = Pass.compile(node);
        List<OperatorFailedException> collected = new ArrayList<>();
        ListDataset lists = new ListDataset(0, "queue").begin(List.of(List.of("a")));
        try (Workers workers = Workers.one()) {
            assertThatThrownBy(() -> pass.run(lists, 0, row -> {}, workers.first(), null, collected::add))
                    .isInstanceOf(OperatorFailedException.class);
            Pass plain = Pass.compile(Plans.input(TEXT));
            assertThatThrownBy(() -> plain.run(
                            lists,
                            0,
                            row -> {
                                throw OperatorFailedException.ofKey(node, Tuple2.of("k", 1), new IOException("io"));
                            },
                            workers.first(),
                            null,
                            collected::add))
                    .hasMessageContaining("key (k,1)");
            assertThat(collected).isEmpty();
        }
    }
}

package io.headrace.exec.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Tuple2;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.Plans;
import io.headrace.exec.data.StoredBlocks;
import io.headrace.exec.data.UnionDataset;
import io.headrace.exec.data.Workers;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.RowFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@SuppressWarnings("NullAway") // functions of users answer null, too
class PassTest {
    private static final RowFormat TEXT = new RowFormat.Text();
    private static final RowFormat VIEWS = new RowFormat.Utf8Views();

    private static List<Object> run(Pass pass, Dataset dataset, Workers workers) throws Exception {
        List<Object> rows = new ArrayList<>();
        for (int partition = 0; partition < dataset.partitions(); partition++)
            pass.run(
                    dataset,
                    partition,
                    row -> rows.add(row instanceof Utf8View view ? view.toString() : row),
                    workers.first());
        return rows;
    }

    private static List<Object> over(List<?> rows, Operator... operators) throws Exception {
        Node node = Plans.input(TEXT);
        for (Operator operator : operators) node = Plans.then(node, operator);
        try (Workers workers = Workers.one()) {
            return run(Pass.compile(node), new ListDataset().begin(List.of(rows)), workers);
        }
    }

    private static List<Object> overViews(List<String> lines, Operator... operators) throws Exception {
        Node node = Plans.input(VIEWS);
        for (Operator operator : operators) node = Plans.then(node, operator);
        try (Workers workers = Workers.one();
                StoredBlocks blocks = StoredBlocks.ofLines(List.of(lines))) {
            return run(Pass.compile(node), Plans.dataset(VIEWS, blocks), workers);
        }
    }

    private static Operator.Map map(io.headrace.function.Function<Object, Object> function) {
        return new Operator.Map("map", function);
    }

    @Test
    void shouldMapAndFilterAndFlatMap() throws Exception {
        assertThat(over(
                        List.of("a b", "c", ""),
                        new Operator.FlatMap(
                                "flatMap",
                                line -> Arrays.<Object>asList(
                                                (Object[]) line.toString().split(" "))
                                        .iterator()),
                        new Operator.Filter("filter", word -> !word.equals("")),
                        map(word -> word + "!")))
                .containsExactly("a!", "b!", "c!");
    }

    @Test
    void shouldLetNullsThrough() throws Exception {
        assertThat(over(List.of("a", "b"), map(row -> row.equals("a") ? null : row), map(row -> row)))
                .containsExactly(null, "b");
    }

    @Test
    void shouldMapValuesAndFlatMapValues() throws Exception {
        List<Tuple2<String, Integer>> pairs = List.of(Tuple2.of("a", 1), Tuple2.of("b", 2));
        assertThat(over(
                        pairs,
                        new Operator.MapValues("mapValues", value -> (Integer) value * 10),
                        new Operator.FlatMapValues(
                                "flatMapValues",
                                value -> List.<Object>of(value, (Integer) value + 1)
                                        .iterator())))
                .containsExactly(Tuple2.of("a", 10), Tuple2.of("a", 11), Tuple2.of("b", 20), Tuple2.of("b", 21));
    }

    @Test
    void shouldGiveWholePartitionsToMapPartitions() throws Exception {
        Operator glom = new Operator.MapPartitions("glom", rows -> {
            List<Object> all = new ArrayList<>();
            rows.forEachRemaining(all::add);
            return List.<Object>of(all).iterator();
        });
        Node node = Plans.then(Plans.then(Plans.input(TEXT), map(row -> row + "1")), glom);
        node = Plans.then(Plans.then(node, glom), map(row -> row + ";"));
        try (Workers workers = Workers.one()) {
            ListDataset dataset = new ListDataset().begin(List.of(List.of("a", "b"), List.of(), List.of("c")));
            assertThat(run(Pass.compile(node), dataset, workers)).containsExactly("[[a1, b1]];", "[[]];", "[[c1]];");
        }
    }

    @Test
    void shouldSplitIntoAllParts() throws Exception {
        assertThat(overViews(List.of("a b", "", " ", "a  b "), new Operator.Split("split", (byte) ' ')))
                .containsExactly("a", "b", "", "", "", "a", "", "b", "");
    }

    @Test
    void shouldFilterAndFlatMapViews() throws Exception {
        assertThat(overViews(
                        List.of("one two", "three"),
                        new Operator.Split("split", (byte) ' '),
                        new Operator.ViewFilter(
                                "filter",
                                view -> ((Utf8View) view).length() > 3 || ((Utf8View) view).contentEquals("one")),
                        new Operator.ViewFlatMap("flatMap", (view, out) -> {
                            out.accept(view);
                            out.accept(((Utf8View) view).sub(0, 1, new Utf8View()));
                        }),
                        map(view -> "<" + view + ">")))
                .containsExactly("<one>", "<o>", "<three>", "<t>");
    }

    interface Trade {
        long account();

        double price();
    }

    @Test
    void shouldAimFlyweightsAtFlatRecords() throws Exception {
        FlatLayout layout =
                FlatLayout.builder().addLong("account").addDouble("price").build();
        RowFormat rows = new RowFormat.Flat(FlatViews.of(Trade.class, layout));
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 3; i++)
            records.add(ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(i)
                    .putDouble(i / 2.0)
                    .array());
        Node node = Plans.then(Plans.input(rows), map(row -> {
            Trade trade = (Trade) row;
            return trade.account() + ":" + trade.price();
        }));
        try (Workers workers = Workers.one();
                StoredBlocks blocks = StoredBlocks.ofBytes(List.of(records))) {
            assertThat(run(Pass.compile(node), Plans.dataset(rows, blocks), workers))
                    .containsExactly("0:0.0", "1:0.5", "2:1.0");
        }
    }

    @Test
    void shouldStopAtTheRootThatIsThereAlready() throws Exception {
        Node mapped = Plans.then(Plans.input(TEXT), map(row -> row + "1"));
        Node again = Plans.then(mapped, map(row -> row + "2"));
        assertThat(Pass.compile(again).root()).isSameAs(mapped.parent());
        Pass pass = Pass.compile(again, node -> node == mapped);
        assertThat(pass.root()).isSameAs(mapped);
        try (Workers workers = Workers.one()) {
            assertThat(run(pass, new ListDataset().begin(List.of(List.of("a"))), workers))
                    .containsExactly("a2");
            assertThat(run(Pass.compile(mapped.parent()), new ListDataset().begin(List.of(List.of("a"))), workers))
                    .containsExactly("a");
        }
    }

    @Test
    void shouldRunOverUnionsOfPasses() throws Exception {
        Node left = Plans.then(Plans.input(VIEWS), new Operator.ViewFilter("filter", v -> !((Utf8View) v).isEmpty()));
        Node union = new Node(7, new Operator.Union("union"), List.of(left, left), left.site(), 10);
        Pass pass = Pass.compile(Plans.then(union, map(Object::toString)));
        assertThat(pass.root()).isSameAs(union);
        try (Workers workers = Workers.one();
                StoredBlocks blocks = StoredBlocks.ofLines(List.of(List.of("a", ""), List.of("b")))) {
            PassDataset part = new PassDataset(Pass.compile(left, node -> false, 1))
                    .begin(Plans.dataset(VIEWS, blocks), null, null);
            UnionDataset both = new UnionDataset().begin(List.of(part, Plans.dataset(VIEWS, blocks)));
            assertThat(run(pass, both, workers)).containsExactly("a", "b", "a", "", "b");
        }
    }

    @Test
    void shouldRefuseToBufferViews() {
        Node parts = Plans.split(Plans.input(VIEWS));
        Node node = Plans.then(parts, new Operator.MapPartitions("mapPartitions", rows -> rows));
        assertThatThrownBy(() -> Pass.compile(node))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mapPartitions at WordCount.main");
    }

    @Test
    void shouldRefuseToRunInsideItself() throws Exception {
        Pass pass = Pass.compile(Plans.input(TEXT));
        try (Workers workers = Workers.one()) {
            ListDataset dataset = new ListDataset().begin(List.of(List.of("a")));
            assertThatThrownBy(() -> pass.run(
                            dataset, 0, row -> pass.run(dataset, 0, inner -> {}, workers.first()), workers.first()))
                    .hasMessageContaining("from inside itself");
            assertThat(run(pass, dataset, workers)).containsExactly("a");
        }
    }

    @Test
    void shouldComputeWhatPlainStreamsDo() throws Exception {
        RandomGenerator random = Seed.random("shouldComputeWhatPlainStreamsDo");
        for (int round = 0; round < 100; round++) {
            List<List<String>> lines = new ArrayList<>();
            for (int block = random.nextInt(4); block >= 0; block--) lines.add(randomLines(random));
            Node node = Plans.input(TEXT);
            List<java.util.function.UnaryOperator<Stream<Object>>> model = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) node = RandomOperator.append(node, random, model);
            List<Object> expected = new ArrayList<>();
            for (List<String> block : lines) {
                Stream<Object> stream = block.stream().map(line -> line);
                for (var step : model) stream = step.apply(stream);
                stream.forEach(expected::add);
            }
            try (Workers workers = Workers.one();
                    StoredBlocks blocks = StoredBlocks.ofLines(lines)) {
                Pass pass = Pass.compile(node);
                assertThat(run(pass, Plans.dataset(TEXT, blocks), workers)).isEqualTo(expected);
                assertThat(run(pass.another(), new ListDataset().begin(lines), workers))
                        .isEqualTo(expected);
            }
        }
    }

    private static List<String> randomLines(RandomGenerator random) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            StringBuilder line = new StringBuilder();
            for (int c = random.nextInt(30); c > 0; c--) line.append("abc é".charAt(random.nextInt(5)));
            lines.add(line.toString());
        }
        return lines;
    }

    /** One operator for the pass, and the same for a plain stream of one partition. */
    private static final class RandomOperator {
        static Node append(
                Node node, RandomGenerator random, List<java.util.function.UnaryOperator<Stream<Object>>> model) {
            int n = random.nextInt(3);
            switch (random.nextInt(4)) {
                case 0 -> {
                    model.add(rows -> rows.map(row -> row + "" + n));
                    return Plans.then(node, map(row -> row + "" + n));
                }
                case 1 -> {
                    model.add(rows -> rows.filter(row -> row.toString().length() % 3 != n));
                    return Plans.then(
                            node,
                            new Operator.Filter("filter", row -> row.toString().length() % 3 != n));
                }
                case 2 -> {
                    model.add(rows -> rows.flatMap(row -> parts(row).stream()));
                    return Plans.then(
                            node,
                            new Operator.FlatMap("flatMap", row -> parts(row).iterator()));
                }
                default -> {
                    model.add(rows -> reversed(rows.toList()).stream());
                    return Plans.then(node, new Operator.MapPartitions("mapPartitions", RandomOperator::reversed));
                }
            }
        }

        private static List<Object> parts(Object row) {
            return List.of((Object[]) row.toString().split(" "));
        }

        private static Iterator<Object> reversed(Iterator<Object> rows) {
            List<Object> all = new ArrayList<>();
            rows.forEachRemaining(all::add);
            return reversed(all).iterator();
        }

        private static List<Object> reversed(List<Object> rows) {
            List<Object> all = new ArrayList<>(rows);
            java.util.Collections.reverse(all);
            return all;
        }
    }

    private static SpillSpace noSpace() {
        throw new AssertionError("nothing is held");
    }

    @Test
    void shouldGiveEachPlanClassesOfItsOwn() {
        Node node = Plans.then(Plans.input(TEXT), map(row -> row));
        PassClasses classes = new PassClasses(node, any -> false, PassTest::noSpace);
        PassClasses others = new PassClasses(node, any -> false, PassTest::noSpace);
        Stage one = classes.makeStages(row -> {}).get(0);
        Stage sameClass = classes.makeStages(row -> {}).get(0);
        Stage other = others.makeStages(row -> {}).get(0);
        assertThat(one.getClass()).isSameAs(sameClass.getClass()).isNotSameAs(other.getClass());
        assertThat(one.getClass().isHidden()).isTrue();
    }
}

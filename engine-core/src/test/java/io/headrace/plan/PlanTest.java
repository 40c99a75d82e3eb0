package io.headrace.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headrace.StorageLevel;
import io.headrace.receiver.Receiver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    private final List<Node> nodes = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();

    private Node add(Operator operator, Node... parents) {
        Node node = new Node(nodes.size(), operator, List.of(parents), CallSite.here(), 10);
        nodes.add(node);
        return node;
    }

    private Node input(String label) {
        InputSpec spec = new InputSpec.Batches(label, time -> List.of());
        return add(new Operator.Input("batchStream", spec, new RowFormat.Objects(null)));
    }

    private Node map(Node parent) {
        return add(new Operator.Map("map", x -> x), parent);
    }

    private Node window(Node parent, long millis) {
        return add(new Operator.Window("window", millis, 10), parent);
    }

    private void print(Node node) {
        outputs.add(new Output(outputs.size(), "print", node, (rdd, time) -> {}, CallSite.here()));
    }

    private Program program() {
        return new Program("plan", 10, nodes, outputs);
    }

    private void check(boolean durable) {
        ProgramCheck.check(program(), false, 256, durable);
    }

    private void refuses(String... parts) {
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> ProgramCheck.check(program(), true, 4, true))
                .satisfies(refused -> assertThat(refused.getMessage()).contains(parts));
    }

    @Test
    void shouldNameStreamsByWhatTheyAre() {
        Node kept = window(map(input("a")), 20);
        print(kept);
        String name = StableNames.of(program()).of(kept);
        assertThat(name).matches("window-[0-9a-f]{16}");

        nodes.clear();
        outputs.clear();
        Node unused = input("z");
        Node again = window(map(input("a")), 60);
        print(again);
        StableNames names = StableNames.of(program());
        assertThat(names.of(again)).as("neither ids nor lengths count").isEqualTo(name);
        assertThat(unused.id()).isZero();

        nodes.clear();
        outputs.clear();
        Node other = window(map(input("b")), 20);
        print(other);
        assertThat(StableNames.of(program()).of(other)).isNotEqualTo(name);
        other.types(TypeHints.of(String.class));
        String hinted = StableNames.of(program()).of(other);
        other.types(TypeHints.of(Long.class));
        assertThat(StableNames.of(program()).of(other)).isNotEqualTo(hinted);
        other.name("mine");
        assertThat(StableNames.of(program()).of(other)).isEqualTo("mine");
    }

    @Test
    void shouldNotDependOnWhatIsAboveANamedStream() {
        Node mapped = map(input("a"));
        mapped.name("cleaned");
        Node kept = window(mapped, 20);
        print(kept);
        String name = StableNames.of(program()).of(kept);
        nodes.clear();
        outputs.clear();
        Node twice = map(map(input("a")));
        twice.name("cleaned");
        Node again = window(twice, 20);
        print(again);
        assertThat(StableNames.of(program()).of(again)).isEqualTo(name);
    }

    /** What is stored is found by it. */
    @Test
    void shouldKeepTheNamesThatAreStored() {
        Node kept = window(map(input("a")), 20);
        print(kept);
        assertThat(StableNames.of(program()).of(kept)).isEqualTo("window-23ebfe9e14d8bdc5");
    }

    @Test
    void shouldTellStreamsApartByTheirParametersWhereNothingElseDoes() {
        Node source = map(input("a"));
        Node twenty = window(source, 20);
        Node sixty = window(source, 60);
        Node dealt = window(repartition(source, 2), 20);
        Node dealtWider = window(repartition(source, 3), 20);
        Node behind = window(sixty, 20);
        Node named = window(source, 80);
        named.name("named");
        nodes.forEach(this::print);
        check(true);
        StableNames names = StableNames.of(program());
        List<String> given = nodes.stream()
                .filter(node -> node.operator() instanceof Operator.Window)
                .map(names::of)
                .toList();
        assertThat(given).doesNotHaveDuplicates().hasSize(6);

        nodes.clear();
        outputs.clear();
        Node otherSource = map(input("a"));
        Node sixtyFirst = window(otherSource, 60);
        Node thenTwenty = window(otherSource, 20);
        print(sixtyFirst);
        print(thenTwenty);
        StableNames others = StableNames.of(program());
        assertThat(others.of(sixtyFirst)).as("the order does not count").isEqualTo(names.of(sixty));
        assertThat(others.of(thenTwenty)).isEqualTo(names.of(twenty));
        assertThat(names.of(dealt)).isNotEqualTo(names.of(dealtWider));
        assertThat(names.of(behind)).isNotEqualTo(names.of(twenty));
    }

    private Node repartition(Node parent, int partitions) {
        return add(new Operator.Repartition("repartition", partitions), parent);
    }

    @Test
    void shouldRefuseStreamsThatCannotBeToldApartOnceAnythingIsStored() {
        Node source = input("a");
        print(window(source, 20));
        print(window(source, 20));
        check(false);
        refuses("cannot be told apart after a restart", "window at PlanTest", "PlanTest.java", ".name(");
        nodes.get(1).name("short");
        check(true);
        nodes.get(2).name("short");
        refuses("two streams have the name \"short\"");
    }

    @Test
    void shouldNotMindStreamsThatDoNotRun() {
        Node source = input("a");
        print(window(source, 20));
        window(source, 60);
        check(true);
        assertThat(Reached.nodes(program())).hasSize(2);
        assertThat(Reached.inputs(program())).containsExactly(source);
    }

    @Test
    void shouldRefuseAProgramWithoutOutputs() {
        input("a");
        refuses("no output operations registered in context \"plan\"");
    }

    @Test
    void shouldRefuseMorePartitionsThanKeyGroups() {
        Combine combine = new Combine(x -> x, (x, y) -> x, (x, y) -> x, true);
        print(add(new Operator.CombineByKey("reduceByKey", combine, Partitioning.of(5)), input("a")));
        refuses("reduceByKey at PlanTest", "5 partitions of 4 key groups");
    }

    @Test
    void shouldRefuseLevelsAndHintsThatCannotBe() {
        Node twice = add(new Operator.Input(
                "receiverStream",
                new InputSpec.Received("r", new Nothing(StorageLevel.MEMORY_AND_DISK_2)),
                new RowFormat.Objects(null)));
        print(twice);
        refuses("receiverStream at PlanTest", "asks for 2 copies");
        nodes.clear();
        outputs.clear();
        Node none = add(new Operator.Input(
                "receiverStream",
                new InputSpec.Received("r", new Nothing(StorageLevel.NONE)),
                new RowFormat.Objects(null)));
        print(none);
        refuses("storage level NONE");
        nodes.clear();
        outputs.clear();
        Node hinted = add(
                new Operator.Input("socketTextStream", new InputSpec.Batches("b", time -> null), new RowFormat.Text()));
        hinted.types(TypeHints.of(Long.class));
        print(hinted);
        refuses("types(Long.class)", "rows are text");
        hinted.types(TypeHints.of(String.class, String.class, String.class));
        refuses("3 classes");
    }

    @Test
    void shouldRefuseOneReceiverForTwoStreams() {
        Nothing receiver = new Nothing(StorageLevel.MEMORY_AND_DISK_SER);
        for (int i = 0; i < 2; i++)
            print(add(new Operator.Input(
                    "receiverStream", new InputSpec.Received("r" + i, receiver), new RowFormat.Objects(null))));
        refuses("feeds another stream already");
    }

    @Test
    void shouldExplainStagesPartitionsAndNames() {
        Combine combine = new Combine(x -> x, (x, y) -> x, (x, y) -> x, true);
        Node lines = input("a");
        lines.name("lines");
        Node sums = add(new Operator.CombineByKey("reduceByKey", combine, Partitioning.of(3)), map(map(lines)));
        print(map(sums));
        map(lines);
        String[] shown = Explain.of(program()).split(System.lineSeparator(), -1);
        assertThat(shown[0]).isEqualTo("program \"plan\", batches of 10 ms");
        assertThat(shown[1]).isEqualTo("  stage 1");
        assertThat(shown[2]).startsWith("    #0 batchStream (a), named lines, at PlanTest.add (PlanTest.java:");
        assertThat(shown[3]).startsWith("    #1 map of #0, named map-");
        assertThat(shown[5]).isEqualTo("  stage 2");
        assertThat(shown[6]).startsWith("    #3 reduceByKey of #2, 3 partitions, named combinebykey-");
        assertThat(shown[7]).startsWith("    #4 map of #3");
        assertThat(shown[8]).startsWith("  output 0: print of #4 at PlanTest");
        assertThat(shown[9]).isEqualTo("  1 streams do not run: no output depends on them");
    }

    @Test
    void shouldKnowWhichRowsAreViews() {
        Node views = add(new Operator.Input(
                "socketUtf8Stream", new InputSpec.Batches("v", time -> null), new RowFormat.Utf8Views()));
        Node parts = add(new Operator.Split("split", (byte) ' '), views);
        Node both = add(new Operator.Union("union"), views, parts);
        assertThat(Reached.areViews(both)).isTrue();
        assertThat(Reached.areViews(add(new Operator.ViewFilter("filter", v -> true), both)))
                .isTrue();
        assertThat(Reached.areViews(map(both))).isFalse();
    }

    /** Receives nothing. */
    private static final class Nothing extends Receiver<String> {
        private static final long serialVersionUID = 1;

        Nothing(StorageLevel level) {
            super(level);
        }

        @Override
        public void onStart() {}

        @Override
        public void onStop() {}
    }
}

package io.headrace.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StorageLevel;
import io.headrace.receiver.Receiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NeededTicksTest {
    private static final long BATCH = 10;

    private final List<Node> nodes = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();

    private Node add(Operator operator, long slide, Node... parents) {
        Node node = new Node(nodes.size(), operator, List.of(parents), CallSite.here(), slide);
        nodes.add(node);
        return node;
    }

    private Node explicit() {
        InputSpec spec = new InputSpec.Batches("explicit", time -> null);
        return add(new Operator.Input("batchStream", spec, new RowFormat.Objects(null)), BATCH);
    }

    private Node received() {
        Receiver<Object> receiver = new Receiver<>(StorageLevel.MEMORY_AND_DISK_SER) {
            private static final long serialVersionUID = 1;

            @Override
            public void onStart() {}

            @Override
            public void onStop() {}
        };
        InputSpec spec = new InputSpec.Received("received", receiver);
        return add(new Operator.Input("receiverStream", spec, new RowFormat.Objects(null)), BATCH);
    }

    private Node map(Node parent) {
        return add(new Operator.Map("map", x -> x), parent.slideMillis(), parent);
    }

    private Node window(Node parent, long slide) {
        return add(new Operator.Window("window", 100, slide), slide, parent);
    }

    private void print(Node node) {
        outputs.add(new Output(outputs.size(), "print", node, (rdd, time) -> {}, CallSite.here()));
    }

    private List<Long> neededOfTen() {
        NeededTicks needed = NeededTicks.of(new Program("needed", BATCH, nodes, outputs));
        return LongStream.rangeClosed(1, 10).filter(needed::isNeeded).boxed().toList();
    }

    @Test
    void shouldNeedNoTickWhenAllStreamsLackADataset() {
        print(map(explicit()));
        assertThat(neededOfTen()).isEmpty();
    }

    @Test
    void shouldNeedEachTickForAnOutputOfWhatIsReceived() {
        print(map(received()));
        assertThat(neededOfTen()).hasSize(10);
    }

    @Test
    void shouldNeedTheTicksOnWhichAWindowIsDue() {
        print(map(window(map(explicit()), 50)));
        assertThat(neededOfTen()).containsExactly(5L, 10L);
        print(window(received(), 30));
        assertThat(neededOfTen()).containsExactly(3L, 5L, 6L, 9L, 10L);
    }

    @Test
    void shouldNeedEachTickWhereRowsAreMadeOfNothing() {
        print(window(add(new Operator.Count("count"), BATCH, received()), 50));
        assertThat(neededOfTen()).hasSize(10);
    }

    @Test
    void shouldCountOnTheWindowsTicksBehindTheWindow() {
        print(add(new Operator.Count("count"), 50, window(received(), 50)));
        assertThat(neededOfTen()).containsExactly(5L, 10L);
    }

    @Test
    void shouldNeedEachTickForStates() {
        Operator update = new Operator.UpdateState(
                "updateStateByKey",
                new StateUpdate.PerKey((time, key, values, old) -> Optional.empty()),
                null,
                Partitioning.BY_DEFAULT);
        add(new Operator.Count("count"), BATCH, received()); // nobody reads it
        print(window(add(update, BATCH, map(explicit())), 50));
        assertThat(neededOfTen()).hasSize(10);
    }
}

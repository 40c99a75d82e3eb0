package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Time;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollectedTest {
    private final Collected<String> collected = new Collected<>("words");

    private void add(long time, String... elements) {
        collected.add(new Time(time), List.of(List.of(elements)));
    }

    @Test
    void shouldKeepWhatEachBatchGave() {
        add(10, "a", "b");
        add(30);
        collected.add(new Time(20), List.of(List.of("c"), List.of("d")));
        assertThat(collected.times()).containsExactly(new Time(10), new Time(20), new Time(30));
        assertThat(collected.batches()).containsExactly(List.of("a", "b"), List.of("c", "d"), List.of());
        assertThat(collected.elements()).containsExactly("a", "b", "c", "d");
        assertThat(collected.at(20)).containsExactly("c", "d");
        assertThat(collected.partitionsAt(20)).containsExactly(List.of("c"), List.of("d"));
        assertThat(collected.at(40)).isNull();
        assertThat(collected.last()).isEmpty();
        assertThat(collected).hasToString("words: {10=[[a, b]], 20=[[c], [d]], 30=[[]]}");
    }

    @Test
    void shouldOwnWhatItWasGiven() {
        List<String> reused = new ArrayList<>(List.of("a"));
        collected.add(new Time(10), List.of(reused));
        reused.clear();
        collected.assertAt(10, "a");
    }

    @Test
    void shouldRefuseABatchThatIsGivenTwice() {
        add(10, "a");
        assertThatThrownBy(() -> add(10, "a")).hasMessage("words was given the batch of 10 ms a second time");
    }

    @Test
    void shouldNameTheBatchAndTheDifference() {
        add(10, "a", "b", "b");
        assertThatThrownBy(() -> collected.assertAt(10, "a", "b", "c"))
                .isInstanceOf(AssertionError.class)
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "words, batch of 10 ms: missing [c], unexpected [b]",
                        "expected [a, b, c]",
                        "but was  [a, b, b]"));
        assertThatThrownBy(() -> collected.assertAt(10, "b", "a", "b")).hasMessageContaining("the order differs");
        collected.assertAtInAnyOrder(10, "b", "a", "b");
        collected.assertLastInAnyOrder("b", "b", "a");
        assertThatThrownBy(() -> collected.assertLastInAnyOrder("b", "a", "a"))
                .hasMessageContaining("missing [a], unexpected [b]");
        assertThatThrownBy(() -> collected.assertAt(20, "a"))
                .hasMessage("words gave nothing at 20 ms; there are batches at [10 ms]");
    }

    @Test
    void shouldCompareAllBatches() {
        add(10, "a");
        add(20, "b");
        collected.assertBatches(List.of("a"), List.of("b"));
        assertThatThrownBy(() -> collected.assertBatches(List.of("a")))
                .hasMessageContaining("words gave 2 batches, at [10 ms, 20 ms], where 1 were expected");
        assertThatThrownBy(() -> collected.assertBatches(List.of("a"), List.of("x")))
                .hasMessageContaining("batch of 20 ms: missing [x], unexpected [b]");
    }

    @Test
    void shouldSayThatThereIsNoBatchYet() {
        assertThatThrownBy(() -> collected.assertLast("a")).hasMessage("words has given no batch yet");
        assertThat(collected.last()).isEmpty();
    }
}

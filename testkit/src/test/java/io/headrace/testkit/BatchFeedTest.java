package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchFeedTest {
    @Test
    void shouldGiveItsBatchesInTurnThenEmptyOnes() {
        BatchFeed<String> feed = new BatchFeed<>();
        feed.batch("a", "b").nothing().empty().partitions(List.of(List.of("c"), List.of()));
        assertThat(feed.waiting()).isEqualTo(4);
        assertThat(feed.batchAt(10)).containsExactly(List.of("a", "b"));
        assertThat(feed.batchAt(20)).isNull();
        assertThat(feed.batchAt(30)).isEmpty();
        assertThat(feed.batchAt(40)).containsExactly(List.of("c"), List.of());
        assertThat(feed.batchAt(50)).isEmpty();
        assertThat(feed).hasToString("a feed with 0 batches to come");
    }

    @Test
    void shouldGiveTheSameBatchForTheSameTime() {
        BatchFeed<String> feed = new BatchFeed<>();
        feed.batch("a").nothing().batch("b");
        assertThat(feed.batchAt(10)).containsExactly(List.of("a"));
        assertThat(feed.batchAt(20)).isNull();
        assertThat(feed.batchAt(10)).containsExactly(List.of("a"));
        assertThat(feed.batchAt(20)).isNull();
        assertThat(feed.batchAt(30)).containsExactly(List.of("b"));
    }

    @Test
    void shouldKeepABatchAsItWasWhenItWasGiven() {
        List<String> mine = new ArrayList<>(List.of("a"));
        BatchFeed<String> feed = new BatchFeed<String>().batch(mine);
        mine.add("b");
        assertThat(feed.batchAt(10)).containsExactly(List.of("a"));
    }
}

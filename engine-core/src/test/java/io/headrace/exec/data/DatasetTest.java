package io.headrace.exec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.exec.batch.BlockId;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.plan.RowFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class DatasetTest {
    private static List<String> pushed(Dataset dataset, int partition, Worker worker) throws Exception {
        List<String> rows = new ArrayList<>();
        dataset.push(partition, row -> rows.add(String.valueOf(row)), worker);
        return rows;
    }

    @Test
    void shouldShowBlocksAsPartitions() throws Exception {
        try (StoredBlocks blocks = StoredBlocks.ofLines(List.of(List.of("a", "b"), List.of(), List.of("c")));
                Workers workers = Workers.one()) {
            for (RowFormat rows :
                    List.of(new RowFormat.Text(), new RowFormat.Utf8Views(), new RowFormat.Objects(null))) {
                BlockDataset dataset = Plans.dataset(rows, blocks);
                assertThat(dataset.partitions()).isEqualTo(3);
                assertThat(dataset.blockId(2)).isEqualTo(BlockId.of(0, 2));
                assertThat(pushed(dataset, 0, workers.first())).containsExactly("a", "b");
                assertThat(pushed(dataset, 1, workers.first())).isEmpty();
                assertThat(pushed(dataset, 2, workers.first())).containsExactly("c");
                assertThat(workers.first().lease().isOpen()).isFalse();
            }
        }
    }

    @Test
    void shouldBeginAtAnyBlock() throws Exception {
        try (StoredBlocks blocks = StoredBlocks.ofLines(List.of(List.of("a"), List.of("b"), List.of("c")));
                Workers workers = Workers.one()) {
            BlockDataset dataset = Plans.dataset(new RowFormat.Text(), blocks).begin(1, 3);
            assertThat(dataset.partitions()).isEqualTo(2);
            assertThat(pushed(dataset, 0, workers.first())).containsExactly("b");
            assertThat(pushed(dataset, 1, workers.first())).containsExactly("c");
        }
    }

    @Test
    void shouldNameABlockThatWasReleased() {
        try (StoredBlocks blocks = StoredBlocks.ofLines(List.of(List.of("a"), List.of("b")));
                Workers workers = Workers.one()) {
            blocks.remove(1);
            BlockDataset dataset = Plans.dataset(new RowFormat.Text(), blocks);
            assertThatThrownBy(() -> pushed(dataset, 1, workers.first()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("stream 0, block 1 was released")
                    .hasMessageContaining("remember");
        }
    }

    @Test
    void shouldCloseTheLeaseWhenASinkThrows() {
        try (StoredBlocks blocks = StoredBlocks.ofLines(List.of(List.of("a")));
                Workers workers = Workers.one()) {
            BlockDataset dataset = Plans.dataset(new RowFormat.Text(), blocks);
            assertThatThrownBy(() -> dataset.push(
                            0,
                            row -> {
                                throw new IllegalStateException("sink");
                            },
                            workers.first()))
                    .hasMessage("sink");
            assertThat(workers.first().lease().isOpen()).isFalse();
        }
    }

    /** A number of a header, or the length of a list: nobody decodes rows to count them. */
    @Test
    void shouldCountWithoutLookingAtRows() throws Exception {
        try (StoredBlocks blocks = StoredBlocks.ofLines(List.of(List.of("a", "b"), List.of(), List.of("c")));
                Workers workers = Workers.one()) {
            BlockDataset block = Plans.dataset(new RowFormat.Objects(new UndecodableCodec()), blocks);
            ListDataset list = new ListDataset().begin(List.of(List.of("d", "e", "f")));
            UnionDataset union = new UnionDataset().begin(List.of(block, list));
            List<Long> counts = new ArrayList<>();
            for (int partition = 0; partition < 4; partition++) counts.add(union.count(partition, workers.first()));
            assertThat(counts).containsExactly(2L, 0L, 1L, 3L);
            assertThat(workers.first().lease().isOpen()).isFalse();
            assertThatThrownBy(() -> pushed(block, 0, workers.first())).hasMessage("decoded");
        }
    }

    @Test
    void shouldCountWhatIsShownWhereNothingElseIsKnown() throws Exception {
        Dataset shown = new Dataset() {
            @Override
            public int partitions() {
                return 1;
            }

            @Override
            public void push(int partition, Sink sink, Worker worker) throws Exception {
                for (int i = 0; i < 7; i++) sink.accept(i);
            }
        };
        try (Workers workers = Workers.one()) {
            assertThat(shown.count(0, workers.first())).isEqualTo(7);
        }
    }

    @Test
    void shouldUniteDatasets() throws Exception {
        try (Workers workers = Workers.one()) {
            ListDataset one = new ListDataset().begin(List.of(List.of("a"), List.of("b")));
            ListDataset none = new ListDataset();
            ListDataset two = new ListDataset().begin(List.of(List.of("c")));
            UnionDataset union = new UnionDataset().begin(List.of(one, none, two));
            assertThat(union.partitions()).isEqualTo(3);
            List<String> rows = new ArrayList<>();
            for (int partition = 0; partition < 3; partition++) rows.addAll(pushed(union, partition, workers.first()));
            assertThat(rows).containsExactly("a", "b", "c");
            assertThatThrownBy(() -> pushed(union, 3, workers.first())).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}

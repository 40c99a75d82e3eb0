package io.headrace.exec.rdd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.headrace.PairRdd;
import io.headrace.Rdd;
import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.fold.KeyedNumbers;
import io.headrace.function.LongLongVisitor;
import io.headrace.function.TextLongVisitor;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.plan.CallSite;
import io.headrace.plan.InputSpec;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.RowFormat;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class BatchRddsTest {
    private static final Node OBJECTS = input(new RowFormat.Objects(null));
    private static final Node VIEWS = input(new RowFormat.Utf8Views());

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 5;
    private static final int BATCHES_A_ROUND = 200; // so few that no compiler takes objects away
    private static final long MOST_BYTES_OF_HANDLES = 192;

    private final Worker here = new Worker(0, 1 << 16);
    private final BatchRdds rdds = new BatchRdds(new LocalRunner(), here, 3);
    private final Batch batch = new Batch(1);

    private static Node input(RowFormat rows) {
        InputSpec spec = new InputSpec.Batches("batches", time -> List.of());
        return new Node(0, new Operator.Input("batchStream", spec, rows), List.of(), CallSite.here(), 10);
    }

    private record Lists(List<? extends List<?>> lists) implements Dataset {
        @Override
        public int partitions() {
            return lists.size();
        }

        @Override
        public void push(int partition, Sink sink, Worker worker) throws Exception {
            for (Object row : lists.get(partition)) sink.accept(row);
        }
    }

    @AfterEach
    void freeWorker() {
        here.close();
    }

    @SuppressWarnings("unchecked") // as the API does
    private <T> Rdd<T> of(long sequence, List<List<T>> lists) {
        batch.begin(3, sequence, sequence, sequence * 10, 0);
        return (Rdd<T>) rdds.of(batch, OBJECTS, new Lists(lists), 0);
    }

    @Test
    void shouldSayThatABatchWasReleased() {
        Rdd<Integer> first = of(7, List.of(List.of(1, 2), List.of(3)));
        Rdd<Integer> mapped = first.map(n -> n + 1);
        assertThat(mapped.collect()).containsExactly(2, 3, 4);
        assertThat(first.batchId()).isEqualTo("3-7");
        rdds.release(0);
        Rdd<Integer> second = of(8, List.of(List.of(5)));
        assertThat(second.collect()).containsExactly(5);
        assertThatThrownBy(first::count)
                .isInstanceOf(StreamingException.class)
                .hasMessageContaining("the data of batch 3-7 was released; use remember(duration)");
        assertThatThrownBy(mapped::collect).hasMessageContaining("batch 3-7 was released");
        assertThatThrownBy(() -> mapped.map(n -> n)).hasMessageContaining("batch 3-7 was released");
        assertThatThrownBy(() -> second.union(first)).hasMessageContaining("batch 3-7 was released");
    }

    @Test
    void shouldNoticeAReleaseBehindAUnionWithOtherData() {
        Rdd<Integer> own = LocalRdds.of(List.of(List.of(9)));
        Rdd<Integer> united = own.union(of(7, List.of(List.of(1))));
        assertThat(united.collect()).containsExactly(9, 1);
        assertThat(united.batchId()).isEqualTo("3-7");
        rdds.release(0);
        assertThatThrownBy(united::collect).hasMessageContaining("batch 3-7 was released");
        assertThat(own.collect()).containsExactly(9);
    }

    @Test
    void shouldRefuseToKeepViews() {
        batch.begin(1, 1, 1, 10, 0);
        Utf8View view = new Utf8View();
        Rdd<?> views = rdds.of(batch, VIEWS, new Lists(List.of(List.of(view, view))), 0);
        assertThat(views.count()).isEqualTo(2);
        assertThat(views.isEmpty()).isFalse();
        assertThat(views.map(v -> "text").collect()).containsExactly("text", "text");
        assertThat(views.filter(v -> true).count()).isEqualTo(2);
        assertThatThrownBy(views::collect)
                .hasMessageContaining("these are views")
                .hasMessageContaining("toString");
        assertThatThrownBy(() -> views.filter(v -> true).take(1)).hasMessageContaining("these are views");
        assertThatThrownBy(views::distinct).hasMessageContaining("these are views");
    }

    @Test
    void shouldPrepareWhatATransformReturned() throws Exception {
        Rdd<Integer> numbers = of(1, List.of(List.of(3, 1), List.of(2)));
        Node transform = new Node(
                1, new Operator.Transform("transform", (all, time) -> all), List.of(OBJECTS), CallSite.here(), 10);
        Dataset sorted = rdds.dataset(transform, numbers.sortBy(n -> n, true, 2));
        List<Object> seen = new ArrayList<>();
        for (int i = 0; i < sorted.partitions(); i++) sorted.push(i, seen::add, here);
        assertThat(seen).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> rdds.dataset(transform, "text"))
                .hasMessageContaining("transform at")
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void shouldShowFoldsWithoutObjects() {
        batch.begin(1, 1, 1, 10, 0);
        Map<Long, Long> seen = new TreeMap<>();
        PairRdd<Object, Object> counts =
                rdds.of(batch, OBJECTS, new Counts(), 0).uncheckedPairs();
        counts.forEachLong(seen::put);
        assertThat(seen).isEqualTo(Map.of(4L, 2L, 5L, 1L));
        assertThat(counts.collectAsMap()).isEqualTo(Map.of(4L, 2L, 5L, 1L));
        assertThatThrownBy(() -> counts.forEachText((key, n) -> {})).hasMessageContaining("use forEachLong()");
        assertThatThrownBy(() -> counts.forEachLongDouble((key, n) -> {})).hasMessageContaining("use forEachLong()");
        assertThatThrownBy(() -> counts.filter(pair -> true).forEachLong(seen::put))
                .hasMessageContaining("use foreach");
        assertThatThrownBy(() -> counts.forEachLong((key, n) -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessageContaining("forEachLong on the data of batch 1-1 threw");
    }

    /** The handles name the batch; nothing else is made to show numbers, however many there are. */
    @Test
    void shouldMakeFewHandlesOfABatchToShowItsNumbers() {
        Counts numbers = new Counts();
        long[] sum = new long[1];
        LongLongVisitor adding = (key, number) -> sum[0] += number;
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 1; i <= BATCHES_A_ROUND; i++) {
                batch.begin(1, (long) round * BATCHES_A_ROUND + i, 1, 10, 0);
                rdds.of(batch, OBJECTS, numbers, 0).uncheckedPairs().forEachLong(adding);
                rdds.release(0);
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(sum[0]).isEqualTo(3L * ROUNDS * BATCHES_A_ROUND);
        assertThat(least / BATCHES_A_ROUND).as("bytes of a batch").isLessThan(MOST_BYTES_OF_HANDLES);
    }

    /** Two keys. */
    private static final class Counts implements KeyedNumbers {
        @Override
        public boolean hasTextKeys() {
            return false;
        }

        @Override
        public boolean isDouble() {
            return false;
        }

        @Override
        public long size() {
            return 2;
        }

        @Override
        public void forEachText(TextLongVisitor visitor) {
            throw new AssertionError("keys are longs");
        }

        @Override
        public void forEachLong(LongLongVisitor visitor) throws Exception {
            visitor.visit(4, 2);
            visitor.visit(5, 1);
        }

        @Override
        public int partitions() {
            return 1;
        }

        @Override
        public void push(int partition, Sink sink, Worker worker) throws Exception {
            sink.accept(new Tuple2<>(4L, 2L));
            sink.accept(new Tuple2<>(5L, 1L));
        }
    }
}

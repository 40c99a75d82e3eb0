package io.headrace.exec.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link TouchOrder} against a list. */
@ExtendWith(LeakCheck.class)
class TouchOrderTest {
    private static final MemoryBudget BUDGET = MemoryBudget.process().child("order", 100 << 20);

    private record Touch(int place, long time) {}

    @Test
    void shouldKeepTheOrderOfTouching() {
        RandomGenerator random = Seed.random("TouchOrderTest");
        List<Touch> model = new ArrayList<>();
        try (TouchOrder order = new TouchOrder(BUDGET)) {
            for (long time = 1; time < 20_000; time++) {
                int action = random.nextInt(10);
                if (action < 4 || model.isEmpty()) {
                    int place = order.add(time * 31, time);
                    assertThat(order.hash(place)).isEqualTo(time * 31);
                    model.add(new Touch(place, time));
                } else if (action < 7) {
                    Touch touched = model.remove(random.nextInt(model.size()));
                    order.touch(touched.place, time);
                    model.add(new Touch(touched.place, time));
                } else {
                    order.remove(model.remove(random.nextInt(model.size())).place);
                }
                if (time % 1_000 == 0) assertThat(touches(order)).isEqualTo(model);
            }
            order.sort();
            assertThat(touches(order)).isEqualTo(model);
        }
    }

    @Test
    void shouldSortWhatWasAddedOutOfOrder() {
        RandomGenerator random = Seed.random("TouchOrderTest");
        for (int size : new int[] {0, 1, 2, 3, 4, 5, 7, 8, 9, 100, 3_000}) {
            for (long times : new long[] {50, 2_048, 2_049, 1L << 40}) sort(random, size, times);
        }
    }

    private static void sort(RandomGenerator random, int size, long times) {
        List<Touch> model = new ArrayList<>();
        try (TouchOrder order = new TouchOrder(BUDGET)) {
            for (int i = 0; i < size; i++) {
                long time = random.nextLong(times) - 20;
                model.add(new Touch(order.add(i, time), time));
            }
            order.sort();
            model.sort(Comparator.comparingLong(Touch::time)); // equal times stay in their order
            assertThat(touches(order)).as("%d places, %d times", size, times).isEqualTo(model);
            for (Touch touch : model) order.remove(touch.place);
            assertThat(order.oldest()).isEqualTo(TouchOrder.NONE);
            order.sort();
            assertThat(order.oldest()).isEqualTo(TouchOrder.NONE);
        }
    }

    @Test
    void shouldSayThatThereIsNoMemory() {
        try (TouchOrder order = new TouchOrder(MemoryBudget.process().child("small", 1_000))) {
            assertThat(order.add(1, 1)).isEqualTo(TouchOrder.NONE);
        }
    }

    private static List<Touch> touches(TouchOrder order) {
        List<Touch> touches = new ArrayList<>();
        for (int place = order.oldest(); place != TouchOrder.NONE; place = order.next(place))
            touches.add(new Touch(place, order.touched(place)));
        return touches;
    }
}

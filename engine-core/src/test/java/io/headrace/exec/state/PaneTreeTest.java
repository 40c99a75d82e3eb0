package io.headrace.exec.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PaneTreeTest {
    /** Concatenation is not commutative: a wrong order shows. */
    private static String concat(String earlier, String later) {
        return earlier + later;
    }

    @Test
    void shouldMergeAnyWindowInOrderWithTicksLeftOut() throws Exception {
        RandomGenerator random = Seed.random("PaneTreeTest");
        for (int round = 0; round < 200; round++) {
            int window = 1 + random.nextInt(40);
            PaneTree<String> tree = new PaneTree<>(window, PaneTreeTest::concat);
            Map<Long, String> model = new HashMap<>();
            long tick = random.nextInt(100);
            for (int i = 0; i < 120; i++) {
                tick += random.nextInt(10) == 0 ? 1 + random.nextInt(2 * window) : 1;
                if (random.nextInt(3) > 0) { // every third window is not asked for, as with a longer slide
                    List<String> seen = new ArrayList<>();
                    tree.query(tick - window, tick - 1, seen::add);
                    assertThat(String.join("", seen))
                            .as("window %d, tick %d", window, tick)
                            .isEqualTo(expected(model, tick - window, tick - 1));
                }
                String pane = random.nextInt(4) == 0 ? null : "<" + tick + ">";
                tree.put(tick, pane);
                if (pane != null) model.put(tick, pane);
            }
        }
    }

    private static String expected(Map<Long, String> model, long from, long to) {
        StringBuilder text = new StringBuilder();
        for (long tick = Math.max(0, from); tick <= to; tick++) text.append(model.getOrDefault(tick, ""));
        return text.toString();
    }

    @Test
    void shouldMergeFewNodesWhenALongWindowMovesOn() throws Exception {
        int window = 10_000;
        int[] merges = new int[1];
        PaneTree<Integer> tree = new PaneTree<>(window, (earlier, later) -> {
            merges[0]++;
            return earlier + later;
        });
        int most = 0;
        long all = 0;
        for (long tick = 0; tick < 30_000; tick++) {
            tree.put(tick, 1);
            merges[0] = 0;
            int[] sum = new int[2];
            tree.query(tick - window + 1, tick, pane -> {
                sum[0] += pane;
                sum[1]++;
            });
            assertThat(sum[0]).isEqualTo((int) Math.min(window, tick + 1));
            most = Math.max(most, merges[0] + sum[1]);
            all += merges[0];
        }
        // Never more than a few dozen, where merging every pane would be 10,000.
        assertThat(most).isLessThan(60);
        assertThat(all).as("merges in all").isLessThan(3 * 30_000);
    }

    @Test
    void shouldReleaseWhateverItRetains() throws Exception {
        RandomGenerator random = Seed.random("PaneTreeTest");
        Map<String, Integer> users = new HashMap<>();
        PaneTree<String> tree = new PaneTree<>(37, new PaneTree.Merge<>() {
            @Override
            public String merge(String earlier, String later) {
                assertThat(users.get(earlier)).as(earlier).isPositive();
                assertThat(users.get(later)).as(later).isPositive();
                return concat(earlier, later);
            }

            @Override
            public void retain(String pane) {
                users.merge(pane, 1, Integer::sum);
            }

            @Override
            public void release(String pane) {
                users.computeIfPresent(pane, (of, count) -> count == 1 ? null : count - 1);
            }
        });
        for (long tick = 0; tick < 500; tick++) {
            tree.query(
                    tick - 36,
                    tick - 1,
                    pane -> assertThat(users.get(pane)).as(pane).isPositive());
            tree.put(tick, random.nextInt(4) == 0 ? null : "<" + tick + ">");
        }
        assertThat(users).isNotEmpty();
        tree.clear();
        assertThat(users).isEmpty();
    }
}

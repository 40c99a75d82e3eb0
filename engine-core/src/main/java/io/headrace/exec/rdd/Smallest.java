package io.headrace.exec.rdd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The first few in an order, out of many.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Smallest<T> {
    private final int most;
    private final Comparator<T> order;
    private final PriorityQueue<T> largestFirst;

    /** @param calls names what the user's order throws */
    Smallest(int most, Comparator<T> order, Calls calls) {
        this.most = most;
        this.order = (a, b) -> {
            try {
                return order.compare(a, b);
            } catch (RuntimeException e) {
                throw calls.failed(e);
            }
        };
        this.largestFirst = new PriorityQueue<>(this.order.reversed());
    }

    void add(T value) {
        if (most <= 0) return;
        if (largestFirst.size() < most) {
            largestFirst.add(value);
        } else if (order.compare(value, largestFirst.element()) < 0) {
            largestFirst.remove();
            largestFirst.add(value);
        }
    }

    List<T> ordered() {
        List<T> ordered = new ArrayList<>(largestFirst);
        ordered.sort(order);
        return ordered;
    }
}

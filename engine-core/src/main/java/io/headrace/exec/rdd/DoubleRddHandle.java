package io.headrace.exec.rdd;

import io.headrace.DoubleRdd;
import io.headrace.Rdd;
import io.headrace.StatCounter;
import io.headrace.Tuple2;
import io.headrace.plan.Given;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch's data of numbers as the user sees it.
 *
 * <p><b>Threading:</b> see {@link DoubleRdd}.
 */
final class DoubleRddHandle extends RddBase<Double, DoubleRdd> implements DoubleRdd {
    DoubleRddHandle(Home home, Rows rows) {
        super(home, rows);
    }

    @Override
    DoubleRdd same(Home home, Rows made) {
        return new DoubleRddHandle(home, made);
    }

    @Override
    DoubleRdd[] array(int length) {
        return new DoubleRdd[length];
    }

    @Override
    public Rdd<Double> toRdd() {
        return rdd(rows());
    }

    @Override
    public double sum() {
        Rows all = rows();
        return action("sum", all, () -> {
            double total = 0;
            List<double[]> parts = tasks().each(all, (rows, partition, worker) -> {
                double[] part = new double[1];
                rows.push(partition, row -> part[0] += number(row), worker);
                return part;
            });
            for (double[] part : parts) total += part[0];
            return total;
        });
    }

    private static double number(@Nullable Object row) {
        if (row instanceof Double number) return number;
        throw new IllegalStateException("a row of numbers is " + row);
    }

    @Override
    public StatCounter stats() {
        Rows all = rows();
        return action("stats", all, () -> {
            StatCounter total = new StatCounter();
            List<StatCounter> parts = tasks().each(all, (rows, partition, worker) -> {
                StatCounter part = new StatCounter();
                rows.push(partition, row -> part.merge(number(row)), worker);
                return part;
            });
            parts.forEach(total::merge);
            return total;
        });
    }

    @Override
    public Tuple2<double[], long[]> histogram(int buckets) {
        if (buckets < 1) throw new IllegalArgumentException("histogram of " + buckets + " ranges: give 1 or more");
        StatCounter all = stats();
        double least = all.min();
        double range = all.max() - least;
        if (!(Double.isFinite(least) && Double.isFinite(range)))
            throw new UnsupportedOperationException(
                    "histogram on " + life() + " of " + all + ": there must be numbers, and all of them finite");
        int ranges = range == 0 ? 1 : buckets;
        double[] borders = new double[ranges + 1];
        for (int i = 0; i < ranges; i++) borders[i] = least + range * i / ranges;
        borders[ranges] = all.max();
        return new Tuple2<>(borders, histogram(borders));
    }

    @Override
    public long[] histogram(double[] borders) {
        if (Given.checked(borders, "list of borders").length < 2)
            throw new IllegalArgumentException("histogram: give 2 or more borders");
        for (int i = 1; i < borders.length; i++) {
            if (!(borders[i - 1] <= borders[i]))
                throw new IllegalArgumentException("histogram: border " + borders[i] + " comes behind " + borders[i - 1]
                        + "; give them ascending");
        }
        double[] sorted = borders.clone();
        Rows all = rows();
        return action("histogram", all, () -> {
            long[] total = new long[sorted.length - 1];
            List<long[]> parts = tasks().each(all, (rows, partition, worker) -> {
                long[] part = new long[total.length];
                rows.push(partition, row -> count(number(row), sorted, part), worker);
                return part;
            });
            for (long[] part : parts) {
                for (int i = 0; i < total.length; i++) total[i] += part[i];
            }
            return total;
        });
    }

    private static void count(double number, double[] borders, long[] counts) {
        if (!(number >= borders[0] && number <= borders[counts.length])) return;
        int at = Arrays.binarySearch(borders, number);
        int range = at >= 0 ? at : -at - 2;
        counts[Math.min(range, counts.length - 1)]++;
    }
}

package io.headrace.bench.state;

import io.headrace.FlatStateSpec;
import io.headrace.Keys;
import io.headrace.Reducers;
import io.headrace.Values;
import io.headrace.ViewDStream;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.RowsOf;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.keyed.Sale;

/** The running count on views, in the form that gives the rows that are asked for. <b>Threading:</b> no state. */
@SuppressWarnings("ThreadLocalUsage") // one program is written in a process
final class CountedViews {
    private CountedViews() {}

    static void write(ViewDStream<Sale> sales, RowsOf rows, Tally tally) {
        switch (rows) {
            case RECORDS -> eachRecord(sales, tally);
            case TOUCHED_KEYS -> {
                Tally.Part part = tally.part();
                sales.mapToPair(Keys.ofLong(Sale::key), Values.one())
                        .mapWithState(Reducers.sumLong())
                        .foreachRDD(counts -> counts.forEachLong((key, count) -> part.add(KeyHash.of(key), count)));
            }
            case ALL_KEYS -> {
                Tally.Part part = tally.part();
                sales.mapToPair(Keys.ofLong(Sale::key), Values.one())
                        .updateStateByKey(Reducers.sumLong())
                        .foreachRDD(counts -> counts.forEachLong((key, count) -> part.add(KeyHash.of(key), count)));
            }
        }
    }

    private static void eachRecord(ViewDStream<Sale> sales, Tally tally) {
        ThreadLocal<Tally.Part> parts = ThreadLocal.withInitial(tally::part); // rows are read by all workers
        FlatStateSpec<Sale, Count, Counted> counting =
                FlatStateSpec.function(Count.views(), Counted.views(), (sale, state, out) -> {
                    Count count = state.get();
                    count.count(count.count() + 1);
                    out.add().key(sale.key()).count(count.count());
                });
        sales.mapWithState(Keys.ofLong(Sale::key), counting)
                .foreachRDD(rows -> rows.foreach(row -> parts.get().add(KeyHash.of(row.key()), row.count())));
    }
}

package io.headrace.exec.rdd;

import java.util.List;

/**
 * Rows dealt to partitions in turn, in their order.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class DealtRows extends WideRows {
    DealtRows(Rows parent, int partitions) {
        super("repartition", List.of(parent), partitions);
    }

    @Override
    List<? extends List<?>> compute(Tasks tasks) throws Exception {
        List<List<Object>> dealt = tasks.emptyLists(partitions());
        int next = 0;
        for (List<Object> rows : tasks.collect(parent())) {
            for (Object row : rows) {
                dealt.get(next).add(row);
                next = next + 1 == partitions() ? 0 : next + 1;
            }
        }
        return dealt;
    }
}

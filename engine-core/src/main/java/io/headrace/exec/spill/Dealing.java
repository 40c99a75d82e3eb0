package io.headrace.exec.spill;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows into other partitions, in their order. What they were held in is freed part by part.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Dealing {
    /** Where a row goes. */
    @FunctionalInterface
    public interface Place {
        int of(@Nullable Object row);
    }

    private Dealing() {}

    /** To so many partitions in turn. */
    public static List<HeldRows> inTurn(List<HeldRows> from, int partitions, Supplier<HeldRows> maker) {
        int[] next = {0};
        return to(from, partitions, maker, row -> {
            int place = next[0];
            next[0] = place + 1 == partitions ? 0 : place + 1;
            return place;
        });
    }

    /** To the partition that each row is said to go to. */
    public static List<HeldRows> to(List<HeldRows> from, int partitions, Supplier<HeldRows> maker, Place place) {
        List<HeldRows> dealt = new ArrayList<>(partitions);
        for (int i = 0; i < partitions; i++) dealt.add(maker.get());
        for (HeldRows part : from) {
            for (Iterator<@Nullable Object> rows = part.iterator(); rows.hasNext(); ) {
                Object row = rows.next();
                dealt.get(place.of(row)).accept(row);
            }
            part.close();
        }
        for (HeldRows part : dealt) part.seal();
        return dealt;
    }
}

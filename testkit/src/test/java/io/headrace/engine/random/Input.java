package io.headrace.engine.random;

import io.headrace.testkit.BatchFeed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Where a random program's records come from: explicit batches, or a polled source whose blocks are a few records long. */
final class Input extends Op {
    enum Way {
        NUMBERS(Kind.NUMBER),
        TEXTS(Kind.TEXT),
        POLLED_TEXTS(Kind.TEXT),
        POLLED_VIEWS(Kind.VIEW);

        private final Kind kind;

        Way(Kind kind) {
            this.kind = kind;
        }

        boolean isPolled() {
            return this == POLLED_TEXTS || this == POLLED_VIEWS;
        }
    }

    private static final List<String> WORDS =
            List.of("", "a", "b", "ab", "a b", "b  a", "abc", "to be", "or not to", "\u00e9\u4e16");

    final Way way;
    private final List<@Nullable Rows> batches;

    Input(Way way, List<@Nullable Rows> batches) {
        super(0);
        this.way = way;
        this.batches = new ArrayList<>(batches);
    }

    static Input random(RandomGenerator random, int count) {
        Way way = Way.values()[random.nextInt(Way.values().length)];
        boolean hasGaps = !way.isPolled() && random.nextInt(3) == 0;
        List<@Nullable Rows> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) batches.add(hasGaps && random.nextInt(3) == 0 ? null : batch(way, random));
        return new Input(way, batches);
    }

    private static Rows batch(Way way, RandomGenerator random) {
        List<List<Object>> partitions = new ArrayList<>();
        for (int p = random.nextInt(4); p > 0; p--) {
            List<Object> part = new ArrayList<>();
            int least = way.isPolled() ? 1 : 0; // no block is empty
            for (int i = least + random.nextInt(4); i > 0; i--)
                part.add(
                        way == Way.NUMBERS
                                ? (Object) (long) random.nextInt(12)
                                : WORDS.get(random.nextInt(WORDS.size())));
            partitions.add(part);
        }
        return new Rows(partitions);
    }

    /** With other batches. */
    Input with(List<@Nullable Rows> others) {
        return new Input(way, others);
    }

    List<@Nullable Rows> batches() {
        return batches;
    }

    @Nullable
    Rows batch(int tick) {
        return tick > batches.size() ? Rows.NONE : batches.get(tick - 1);
    }

    @Override
    Traits traits(List<Traits> of, Args args) {
        return new Traits(way.kind, true, batches.contains(null), 1, 1);
    }

    @Override
    String code(List<Traits> of, Args args, List<String> names) {
        List<String> shown = batches.stream()
                .map(rows -> rows == null ? "nothing" : quoted(rows))
                .toList();
        return way + " " + shown;
    }

    private static String quoted(Rows rows) {
        return rows.map(part -> part.stream()
                        .<Object>map(element -> element instanceof String ? "\"" + element + "\"" : element)
                        .toList())
                .partitions()
                .toString();
    }

    /** The batches, as an engine's input. */
    BatchFeed<Object> feed() {
        BatchFeed<Object> feed = new BatchFeed<>();
        for (Rows rows : batches) {
            if (rows == null) feed.nothing();
            else feed.partitions(rows.partitions());
        }
        return feed;
    }

    @Override
    Object build(Built of, List<Traits> traits, Args args) {
        throw new UnsupportedOperationException("inputs are made by who runs the program");
    }

    @Override
    Meaning meaning(Past of, List<Traits> traits, Args args) {
        return this::batch;
    }
}

package io.headrace.exec.join;

import io.headrace.BatchProfile;
import io.headrace.StorageLevel;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.eval.RestoredEntries;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.pass.Pass;
import io.headrace.exec.work.StageTimes;
import io.headrace.exec.work.TaskRunner;
import io.headrace.exec.work.TaskSet;
import io.headrace.exec.work.TaskThread;
import io.headrace.function.FlatJoinFunction;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatView;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.memory.table.KeyGroups;
import io.headrace.plan.CallSite;
import io.headrace.plan.InputSpec;
import io.headrace.plan.JoinSide;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.RowFormat;
import io.headrace.plan.ViewKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A join by itself, batch by batch, with workers that take turns. Keys are longs, or texts; left records are flat, right ones flat or texts. */
final class JoinRig implements AutoCloseable {
    static final long BATCH_MILLIS = 100;

    /** A record that comes in. */
    interface Item {
        long key();

        Item key(long key);

        long value();

        Item value(long value);

        Utf8View name(Utf8View into);

        Item name(CharSequence name);
    }

    /** A pair. */
    interface Pair {
        long left();

        Pair left(long value);

        long right();

        Pair right(long value);
    }

    static final FlatViews<Item> ITEMS = FlatViews.of(
            Item.class,
            FlatLayout.builder()
                    .addLong("key")
                    .addLong("value")
                    .addAscii("name", 12)
                    .build());
    static final FlatViews<Pair> PAIRS = FlatViews.of(
            Pair.class, FlatLayout.builder().addLong("left").addLong("right").build());

    /** What keys and records are. The left records are flat always. */
    enum Kind {
        /** Keys are longs, and records flat. */
        FLAT,
        /** Keys are texts, and so are the right records. */
        TEXTS,
        /** Keys are longs, and the right records texts. */
        LONGS_OF_TEXTS;

        boolean hasRightTexts() {
            return this != FLAT;
        }
    }

    /** A record of the model. */
    record Row(long key, long value) {}

    /** What a batch brings on both sides, block by block. */
    record Brought(List<List<Row>> left, List<List<Row>> right) {}

    private static final CallSite SITE = new CallSite("Shop.main", "Shop.java", 12);
    private static final int MOST_ENTRY = 512;

    private final Input left = new Input(false);
    private final Input right;
    private final Node node;
    private final JoinEvaluator join;
    private final BatchScope scope;
    private final Batch batch = new Batch(2);
    private final List<Worker> workers = new ArrayList<>();

    JoinRig(
            Kind kind,
            int windowTicks,
            int slideTicks,
            int workerCount,
            RandomGenerator random,
            MemoryBudget budget,
            FlatJoinFunction<Object, Object, Object> function) {
        right = new Input(kind.hasRightTexts());
        Node leftNode = input(0, new RowFormat.Flat(ITEMS));
        Node rightNode = input(1, kind.hasRightTexts() ? new RowFormat.Utf8Views() : new RowFormat.Flat(ITEMS));
        Operator operator = new Operator.JoinViews(
                "join",
                new JoinSide(
                        kind == Kind.TEXTS
                                ? new ViewKey.Text<Item>(JoinRig::name)
                                : new ViewKey.OfLong<Item>(Item::key),
                        ITEMS),
                switch (kind) {
                    case FLAT -> new JoinSide(new ViewKey.OfLong<Item>(Item::key), ITEMS);
                    case TEXTS -> new JoinSide(new ViewKey.Text<Utf8View>(JoinRig::firstWord), null);
                    case LONGS_OF_TEXTS -> new JoinSide(new ViewKey.OfLong<Utf8View>(JoinRig::firstNumber), null);
                },
                PAIRS,
                function,
                windowTicks * BATCH_MILLIS,
                slideTicks * BATCH_MILLIS,
                Partitioning.of(3));
        node = new Node(2, operator, List.of(leftNode, rightNode), SITE, slideTicks * BATCH_MILLIS);
        join = new JoinEvaluator(
                node,
                new ParentRows(Pass.compile(leftNode, other -> true, workerCount)),
                new ParentRows(Pass.compile(rightNode, other -> true, workerCount)),
                () -> KeyPlacer.of(Partitioning.of(3), KeyGroups.ofDefault(), 3, null),
                BATCH_MILLIS,
                workerCount,
                1,
                MOST_ENTRY,
                budget);
        for (int i = 0; i < workerCount; i++) workers.add(new Worker(i, 1 << 10));
        Evaluator[] evaluators = {left, right, join};
        int[] stages = {StageTimes.NONE, StageTimes.NONE, StageTimes.NONE};
        StageTimes times = new StageTimes(new BatchProfile(2, 1, workerCount + 1));
        scope = new BatchScope(evaluators, new TakingTurns(random), 0, BATCH_MILLIS, stages, times);
    }

    private static Node input(int id, RowFormat rows) {
        InputSpec spec = new InputSpec.Polled(
                "records",
                place -> {
                    throw new UnsupportedOperationException("nothing is polled here");
                },
                StorageLevel.MEMORY_ONLY_SER);
        return new Node(id, new Operator.Input("input", spec, rows), List.of(), SITE, BATCH_MILLIS);
    }

    private static Utf8View name(Item item) {
        return item.name(new Utf8View());
    }

    /** The text of a record is {@code key value}. */
    private static Utf8View firstWord(Utf8View line) {
        int length = 0;
        while (RawMemory.getByte(line.address() + length) != ' ') length++;
        return line.wrap(line.address(), length); // the same view, aimed elsewhere
    }

    private static long firstNumber(Utf8View line) {
        return Long.parseLong(firstWord(line).toString().substring(1));
    }

    static String text(long key) {
        return "k" + key;
    }

    static long leftValue(Object left) {
        return ((Item) left).value();
    }

    static long rightValue(Object right) {
        return right instanceof Item item
                ? item.value()
                : Long.parseLong(right.toString().split(" ", -1)[1]);
    }

    JoinEvaluator join() {
        return join;
    }

    /** Computes the pairs of a batch; none for a batch that gives nothing. */
    List<Row> evaluate(long tick, Brought brought) throws Exception {
        Dataset made = compute(tick, brought);
        List<Row> rows = new ArrayList<>();
        for (int partition = 0; made != null && partition < made.partitions(); partition++)
            made.push(partition, row -> rows.add(shown(row)), workers.get(0));
        return rows;
    }

    private static Row shown(@Nullable Object row) {
        Pair pair = (Pair) Objects.requireNonNull(row);
        return new Row(pair.left(), pair.right());
    }

    @Nullable
    Dataset compute(long tick, Brought brought) throws Exception {
        left.bring(brought.left);
        right.bring(brought.right);
        return again(tick);
    }

    /** With what was brought before. */
    @Nullable
    Dataset again(long tick) throws Exception {
        batch.begin(1, tick, tick, tick * BATCH_MILLIS, 0);
        scope.begin(batch);
        return scope.of(node);
    }

    /** The batch is over. */
    void accept() {
        join.accept();
        scope.release();
    }

    /** Where a batch is written down. */
    static final class Delta implements StateDelta {
        private final long room = NativeMemory.allocate(MOST_ENTRY, MemoryTag.TEST);
        final List<Byte> kinds = new ArrayList<>();
        final List<byte[]> entries = new ArrayList<>();
        final List<Long> ticks = new ArrayList<>();
        long tick;

        @Override
        public boolean isWanted() {
            return true;
        }

        @Override
        public int maxEntryLength() {
            return MOST_ENTRY;
        }

        @Override
        public long claim(int keyGroup, byte kind, int maxLength) {
            kinds.add(kind);
            ticks.add(tick);
            return room;
        }

        @Override
        public void commit(int length) {
            byte[] bytes = new byte[length];
            RawMemory.copyToArray(room, bytes, 0, length);
            entries.add(bytes);
        }

        void close() {
            NativeMemory.free(room, MOST_ENTRY, MemoryTag.TEST);
        }

        /** Shows what was written to another one. */
        void restore(JoinEvaluator to) {
            for (int i = 0; i < entries.size(); ) {
                long of = ticks.get(i);
                int end = i;
                long bytes = RestoredEntries.bytes(0);
                for (; end < entries.size() && ticks.get(end) == of; end++)
                    bytes += RestoredEntries.bytes(entries.get(end).length);
                show(to, of, i, end, bytes);
                i = end;
            }
            to.restoredAll();
        }

        private void show(StatefulEvaluator to, long of, int from, int end, long bytes) {
            long memory = NativeMemory.allocate(bytes, MemoryTag.TEST);
            long at = memory;
            for (int i = from; i < end; i++) {
                byte[] entry = entries.get(i);
                RawMemory.copyFromArray(entry, 0, room, entry.length);
                RestoredEntries.put(at, 0, of, 0, kinds.get(i), room, entry.length, false);
                at += RestoredEntries.bytes(entry.length);
            }
            RestoredEntries.putEnd(at, 0, of);
            try {
                new RestoredEntries().show(memory, at + RestoredEntries.bytes(0), new StatefulEvaluator[] {to});
            } finally {
                NativeMemory.free(memory, bytes, MemoryTag.TEST);
            }
        }
    }

    @Override
    public void close() {
        join.close();
        left.free();
        right.free();
        workers.forEach(Worker::close);
    }

    /** Any worker runs any task. */
    private final class TakingTurns implements TaskRunner {
        private final RandomGenerator random;

        TakingTurns(RandomGenerator random) {
            this.random = random;
        }

        @Override
        public int workers() {
            return workers.size();
        }

        @Override
        public void run(TaskSet tasks) throws Exception {
            int count = tasks.tasks();
            boolean isReverse = workers.size() > 1 && random.nextBoolean();
            for (int i = 0; i < count; i++) run(tasks, isReverse ? count - 1 - i : i);
        }

        private void run(TaskSet tasks, int task) throws Exception {
            TaskThread.begin(task);
            try {
                tasks.run(task, workers.get(random.nextInt(workers.size())));
            } finally {
                TaskThread.end();
            }
        }
    }

    /** An input: records in memory, block by block, shown through views. */
    private static final class Input implements Evaluator, Dataset {
        private static final int STRIDE = 64;

        private final boolean areTexts;
        private final Utf8View text = new Utf8View();
        private final Item item = ITEMS.create();
        private long memory;
        private long bytes;
        private final List<Integer> lengths = new ArrayList<>();
        private final List<Integer> ends = new ArrayList<>();

        Input(boolean areTexts) {
            this.areTexts = areTexts;
        }

        void bring(List<List<Row>> blocks) {
            free();
            lengths.clear();
            ends.clear();
            bytes = STRIDE * Math.max(1L, blocks.stream().mapToLong(List::size).sum());
            memory = NativeMemory.allocate(bytes, MemoryTag.TEST);
            for (List<Row> block : blocks) {
                for (Row row : block) lengths.add(put(row, memory + (long) STRIDE * lengths.size()));
                ends.add(lengths.size());
            }
        }

        private int put(Row row, long at) {
            if (!areTexts) {
                RawMemory.fill(at, ITEMS.layout().fixedLength(), (byte) 0);
                ((FlatView) item).wrap(at);
                item.key(row.key).value(row.value).name(text(row.key));
                return ITEMS.layout().fixedLength();
            }
            byte[] line = (text(row.key) + " " + row.value).getBytes(StandardCharsets.UTF_8);
            RawMemory.copyFromArray(line, 0, at, line.length);
            return line.length;
        }

        void free() {
            if (bytes != 0) NativeMemory.free(memory, bytes, MemoryTag.TEST);
            bytes = 0;
        }

        @Override
        public Dataset evaluate(BatchScope scope) {
            return this;
        }

        @Override
        public boolean isEager() {
            return false;
        }

        @Override
        public int partitions() {
            return ends.size();
        }

        @Override
        public void push(int partition, Sink sink, Worker worker) throws Exception {
            for (int i = partition == 0 ? 0 : ends.get(partition - 1); i < ends.get(partition); i++) {
                long at = memory + (long) STRIDE * i;
                if (areTexts) sink.accept(text.wrap(at, lengths.get(i)));
                else {
                    ((FlatView) item).wrap(at);
                    sink.accept(item);
                }
            }
        }
    }
}

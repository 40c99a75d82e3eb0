package io.headrace.bench.floors;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatRecordCodec;
import io.headrace.memory.codec.flat.FlatView;
import io.headrace.memory.codec.flat.FlatViews;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A flat record of 100 bytes, fifteen fields, written and read back: through a flyweight, by hand-written puts and gets at
 * fixed offsets, as a record object through its codec, and through Kryo with the class registered.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class CodecBenchmark {
    private static final int LENGTH = 100;
    private static final int RECORDS = 256;

    private final FlatLayout layout = FlatLayout.of(Quote.class);
    private final QuoteView view = FlatViews.of(QuoteView.class, layout).create();
    private final FlatRecordCodec<Quote> codec = FlatRecordCodec.of(Quote.class);
    private final Kryo kryo = new Kryo();
    private final Output output = new Output(1024);
    private final Input input = new Input();
    private long memory;
    private long seed;

    @Setup
    public void prepare() {
        if (layout.fixedLength() != LENGTH) throw new IllegalStateException("the record has " + layout.fixedLength());
        kryo.setRegistrationRequired(true);
        kryo.register(Quote.class, 100);
        memory = NativeMemory.allocateZeroed(LENGTH * RECORDS, MemoryTag.TEST);
        for (int i = 0; i < 1000; i++) {
            long expected = quote(i).sum();
            seed = i;
            check("flyweight", flyweight(), expected);
            seed = i;
            check("by hand", byHand(), expected);
            seed = i;
            check("record codec", recordObject(), expected);
            seed = i;
            check("Kryo", kryo(), expected);
        }
    }

    private static void check(String leg, long sum, long expected) {
        if (sum != expected) throw new IllegalStateException(leg + " read " + sum + " instead of " + expected);
    }

    @TearDown
    public void free() {
        NativeMemory.free(memory, LENGTH * RECORDS, MemoryTag.TEST);
    }

    private long next() {
        return memory + (seed++ & (RECORDS - 1)) * LENGTH;
    }

    @Benchmark
    public long flyweight() {
        long seed = this.seed;
        QuoteView view = this.view;
        view.wrap(next());
        view.time(seed + 0);
        view.order(seed + 1);
        view.account(seed + 2);
        view.quantity(seed + 3);
        view.venue(seed + 4);
        view.flags(seed + 5);
        view.price(seed * 0.5 + 6);
        view.bid(seed * 0.5 + 7);
        view.ask(seed * 0.5 + 8);
        view.spread(seed * 0.5 + 9);
        view.symbol((int) seed + 10);
        view.currency((int) seed + 11);
        view.side((int) seed + 12);
        view.kind((int) seed + 13);
        view.lane((int) seed + 14);
        long sum = 0;
        sum += view.time();
        sum += view.order();
        sum += view.account();
        sum += view.quantity();
        sum += view.venue();
        sum += view.flags();
        sum += (long) view.price();
        sum += (long) view.bid();
        sum += (long) view.ask();
        sum += (long) view.spread();
        sum += view.symbol();
        sum += view.currency();
        sum += view.side();
        sum += view.kind();
        sum += view.lane();
        return sum;
    }

    @Benchmark
    public long byHand() {
        long seed = this.seed;
        long at = next();
        RawMemory.putLong(at + 0, seed + 0);
        RawMemory.putLong(at + 8, seed + 1);
        RawMemory.putLong(at + 16, seed + 2);
        RawMemory.putLong(at + 24, seed + 3);
        RawMemory.putLong(at + 32, seed + 4);
        RawMemory.putLong(at + 40, seed + 5);
        RawMemory.putDouble(at + 48, seed * 0.5 + 6);
        RawMemory.putDouble(at + 56, seed * 0.5 + 7);
        RawMemory.putDouble(at + 64, seed * 0.5 + 8);
        RawMemory.putDouble(at + 72, seed * 0.5 + 9);
        RawMemory.putInt(at + 80, (int) seed + 10);
        RawMemory.putInt(at + 84, (int) seed + 11);
        RawMemory.putInt(at + 88, (int) seed + 12);
        RawMemory.putInt(at + 92, (int) seed + 13);
        RawMemory.putInt(at + 96, (int) seed + 14);
        long sum = 0;
        sum += RawMemory.getLong(at + 0);
        sum += RawMemory.getLong(at + 8);
        sum += RawMemory.getLong(at + 16);
        sum += RawMemory.getLong(at + 24);
        sum += RawMemory.getLong(at + 32);
        sum += RawMemory.getLong(at + 40);
        sum += (long) RawMemory.getDouble(at + 48);
        sum += (long) RawMemory.getDouble(at + 56);
        sum += (long) RawMemory.getDouble(at + 64);
        sum += (long) RawMemory.getDouble(at + 72);
        sum += RawMemory.getInt(at + 80);
        sum += RawMemory.getInt(at + 84);
        sum += RawMemory.getInt(at + 88);
        sum += RawMemory.getInt(at + 92);
        sum += RawMemory.getInt(at + 96);
        return sum;
    }

    @Benchmark
    public long recordObject() {
        long seed = this.seed;
        long at = next();
        codec.encode(quote(seed), at, LENGTH);
        return codec.decode(at, LENGTH).sum();
    }

    @Benchmark
    public long kryo() {
        output.reset();
        kryo.writeClassAndObject(output, quote(seed++));
        input.setBuffer(output.getBuffer(), 0, output.position());
        return ((Quote) kryo.readClassAndObject(input)).sum();
    }

    private static Quote quote(long seed) {
        return new Quote(
                seed + 0,
                seed + 1,
                seed + 2,
                seed + 3,
                seed + 4,
                seed + 5,
                seed * 0.5 + 6,
                seed * 0.5 + 7,
                seed * 0.5 + 8,
                seed * 0.5 + 9,
                (int) seed + 10,
                (int) seed + 11,
                (int) seed + 12,
                (int) seed + 13,
                (int) seed + 14);
    }

    /** The record as an object. */
    public record Quote(
            long time,
            long order,
            long account,
            long quantity,
            long venue,
            long flags,
            double price,
            double bid,
            double ask,
            double spread,
            int symbol,
            int currency,
            int side,
            int kind,
            int lane) {
        long sum() {
            long sum = 0;
            sum += time;
            sum += order;
            sum += account;
            sum += quantity;
            sum += venue;
            sum += flags;
            sum += (long) price;
            sum += (long) bid;
            sum += (long) ask;
            sum += (long) spread;
            sum += symbol;
            sum += currency;
            sum += side;
            sum += kind;
            sum += lane;
            return sum;
        }
    }

    /** The record in place. */
    public interface QuoteView extends FlatView {
        long time();

        long order();

        long account();

        long quantity();

        long venue();

        long flags();

        double price();

        double bid();

        double ask();

        double spread();

        int symbol();

        int currency();

        int side();

        int kind();

        int lane();

        void time(long value);

        void order(long value);

        void account(long value);

        void quantity(long value);

        void venue(long value);

        void flags(long value);

        void price(double value);

        void bid(double value);

        void ask(double value);

        void spread(double value);

        void symbol(int value);

        void currency(int value);

        void side(int value);

        void kind(int value);

        void lane(int value);
    }
}

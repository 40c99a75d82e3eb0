package io.headrace;

import io.headrace.function.ViewPredicate;
import io.headrace.memory.codec.Utf8View;
import io.headrace.plan.Given;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.receiver.FullPolicy;
import java.util.List;

/**
 * A stream of texts, as views on their UTF-8 bytes.
 *
 * <p><b>Threading:</b> one thread writes a program.
 */
public final class Utf8DStream extends ViewDStream<Utf8View> {
    Utf8DStream(StreamingContext context, Node node) {
        super(context, node);
    }

    @Override
    public Utf8DStream name(String name) {
        setName(name);
        return this;
    }

    @Override
    public Utf8DStream maxRate(long recordsPerSecond) {
        limit(recordsPerSecond);
        return this;
    }

    @Override
    public Utf8DStream whenFull(FullPolicy policy) {
        full(policy);
        return this;
    }

    @Override
    public Utf8DStream filter(ViewPredicate<Utf8View> predicate) {
        return new Utf8DStream(context(), filterNode(predicate));
    }

    /** The views of both, which have datasets equally often. */
    public Utf8DStream union(Utf8DStream other) {
        return new Utf8DStream(context(), with("union", List.of(Given.checked(other, "other stream"))));
    }

    /**
     * The parts between the delimiters, the empty ones too.
     *
     * @param delimiter an ASCII character
     */
    public Utf8DStream split(char delimiter) {
        if (delimiter > 0x7f)
            throw new IllegalArgumentException(
                    "split('" + delimiter + "'): the delimiter must be an ASCII character; use flatMap for others");
        return new Utf8DStream(context(), next(new Operator.Split("split", (byte) delimiter)));
    }

    /** Each text with how often it is there. */
    public PairDStream<String, Long> countByValue() {
        return counts(Partitioning.BY_DEFAULT);
    }

    public PairDStream<String, Long> countByValue(int partitions) {
        return counts(Partitioning.of(partitions));
    }

    private PairDStream<String, Long> counts(Partitioning partitioning) {
        ViewPairs<String, Long> ones = mapToPair(Keys.text(text -> text), Values.one());
        return ones.fold("countByValue", Reducers.sumLong(), partitioning);
    }

    /** The texts as strings. */
    public DStream<String> toStrings() {
        return map(Utf8View::toString);
    }
}

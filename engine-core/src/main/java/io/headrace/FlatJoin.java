package io.headrace;

import io.headrace.function.FlatJoinFunction;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.plan.Given;
import io.headrace.plan.JoinSide;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.ViewKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ViewDStream#join} does: pairs the records of two streams that have the same key, and makes flat records of each pair. It makes no objects.
 *
 * <pre>{@code
 * orders.join(payments, FlatJoin.<Order, Payment, Paid>on(
 *                 Keys.ofLong(Order::number), Keys.ofLong(Payment::order), paid,
 *                 (order, payment, out) -> out.add().order(order.number()).amount(payment.amount()))
 *         .window(Duration.ofSeconds(1), Duration.ofSeconds(1)))
 * }</pre>
 *
 * <p>The function is called once for each pair of a window, once a slide, in the order of the right records and for each in that of the left ones. It must be
 * deterministic: a batch that a crash interrupted is computed again. In a window that began before a restart with another number of partitions, right records of one
 * block may have changed places.
 *
 * <p><b>Threading:</b> written by one thread; the function is called by several workers at once, for different keys.
 *
 * @param <L> the view of a record of the left stream
 * @param <R> the view of a record of the right one
 * @param <W> the view of a record of the result
 */
public final class FlatJoin<L, R, W> {
    private final ViewKey<L, ?> leftKey;
    private final ViewKey<R, ?> rightKey;
    private final FlatViews<W> results;
    private final FlatJoinFunction<L, R, W> function;
    private @Nullable FlatViews<L> left;
    private @Nullable FlatViews<R> right;
    private @Nullable Duration window;
    private @Nullable Duration slide;
    private Partitioning partitioning = Partitioning.BY_DEFAULT;

    private FlatJoin(
            ViewKey<L, ?> leftKey, ViewKey<R, ?> rightKey, FlatViews<W> results, FlatJoinFunction<L, R, W> function) {
        this.leftKey = leftKey;
        this.rightKey = rightKey;
        this.results = results;
        this.function = function;
    }

    /**
     * By which keys, and what is made of two records.
     *
     * @param leftKey and the right one both longs, or both texts
     * @param results of fixed length
     */
    public static <L, R, W> FlatJoin<L, R, W> on(
            ViewKey<L, ?> leftKey, ViewKey<R, ?> rightKey, FlatViews<W> results, FlatJoinFunction<L, R, W> function) {
        Given.checked(leftKey, "left key");
        Given.checked(rightKey, "right key");
        if (isText(leftKey) != isText(rightKey))
            throw new IllegalArgumentException(
                    "join: one key is a text and the other one a long, which are never equal:"
                            + " give two of Keys.text(…), or two of Keys.ofLong(…)");
        FlatStateSpec.checkFixed("a result", Given.checked(results, "results").layout());
        return new FlatJoin<>(leftKey, rightKey, results, Given.checked(function, "function"));
    }

    private static boolean isText(ViewKey<?, ?> key) {
        return key instanceof ViewKey.Text<?>;
    }

    /** Joins the records of the last batches, as often as there is a batch. */
    public FlatJoin<L, R, W> window(Duration length) {
        window = Given.checked(length, "window");
        slide = null;
        return this;
    }

    /** Joins the records of the last batches, once a slide. Without a window, those of each batch are joined. */
    public FlatJoin<L, R, W> window(Duration length, Duration every) {
        window = Given.checked(length, "window");
        slide = Given.checked(every, "slide");
        return this;
    }

    /** Of which views the left records are: to be said where they come out of a {@code flatMap}, unless they are texts. */
    public FlatJoin<L, R, W> left(FlatViews<L> views) {
        left = Given.checked(views, "views");
        return this;
    }

    /** As {@link #left}, of the right records. */
    public FlatJoin<L, R, W> right(FlatViews<R> views) {
        right = Given.checked(views, "views");
        return this;
    }

    public FlatJoin<L, R, W> numPartitions(int partitions) {
        partitioning = Partitioning.of(partitions);
        return this;
    }

    public FlatJoin<L, R, W> partitioner(Partitioner partitioner) {
        partitioning = Partitioning.of(partitioner);
        return this;
    }

    /** How often there is a result, of streams that have a dataset so often. */
    Duration slide(Duration ofStreams) {
        return slide == null ? ofStreams : slide;
    }

    /** How long the window is. */
    Duration window(AnyStream stream) {
        Duration every = stream.slideDuration();
        if (window == null) return every;
        stream.checkWindow("join", window, slide(every));
        return window;
    }

    @SuppressWarnings("unchecked") // the plan has no types
    Operator operator(ViewDStream<L> leftStream, ViewDStream<R> rightStream) {
        Duration every = leftStream.slideDuration();
        return new Operator.JoinViews(
                "join",
                new JoinSide(leftKey, left == null ? JoinSide.viewsOf(leftStream.node()) : left),
                new JoinSide(rightKey, right == null ? JoinSide.viewsOf(rightStream.node()) : right),
                results,
                (FlatJoinFunction<Object, Object, Object>) (FlatJoinFunction<?, ?, ?>) function,
                window(leftStream).toMillis(),
                slide(every).toMillis(),
                partitioning);
    }
}

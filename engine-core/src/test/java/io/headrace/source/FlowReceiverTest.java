package io.headrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FlowReceiverTest {
    private static final int WINDOW = 8;

    private final FlowSubscriber<Integer> subscriber = new FlowSubscriber<>(WINDOW);

    /** Gives what it is asked for, at once. */
    private static final class Counting implements Flow.Subscription {
        private final Flow.Subscriber<Integer> to;
        private long asked;
        private int next;
        private boolean isCancelled;

        Counting(Flow.Subscriber<Integer> to) {
            this.to = to;
        }

        @Override
        public void request(long n) {
            asked += n;
            while (next < asked && !isCancelled) to.onNext(next++);
        }

        @Override
        public void cancel() {
            isCancelled = true;
        }
    }

    @Test
    void shouldAskForNoMoreThanThereIsRoomFor() throws Exception {
        Counting source = new Counting(subscriber);
        subscriber.onSubscribe(source);
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            assertThat(source.next - taken.size()).isBetween(1, WINDOW);
            taken.add(subscriber.next());
        }

        assertThat(taken).hasSize(100).isSorted().startsWith(0).endsWith(99);
    }

    @Test
    void shouldEndBehindTheLastElement() throws Exception {
        subscriber.onSubscribe(new Counting(subscriber));
        subscriber.onComplete();
        for (int i = 0; i < WINDOW; i++) assertThat(subscriber.next()).isEqualTo(i);

        assertThat(subscriber.next()).isNull();
        assertThat(subscriber.error()).isNull();
    }

    @Test
    void shouldSayWhatItFailedWith() throws Exception {
        IllegalStateException cause = new IllegalStateException("no more");
        subscriber.onError(cause);

        assertThat(subscriber.next()).isNull();
        assertThat(subscriber.error()).isSameAs(cause);
    }

    @Test
    void shouldCancelASecondSubscriptionAndOneThatComesTooLate() {
        Counting first = new Counting(subscriber);
        Counting second = new Counting(subscriber);
        subscriber.onSubscribe(first);
        subscriber.onSubscribe(second);
        assertThat(first.isCancelled).isFalse();
        assertThat(second.isCancelled).isTrue();
        subscriber.cancel();
        assertThat(first.isCancelled).isTrue();

        FlowSubscriber<Integer> over = new FlowSubscriber<>(WINDOW);
        over.cancel();
        Counting late = new Counting(over);
        over.onSubscribe(late);
        assertThat(late.isCancelled).isTrue();
        assertThat(late.next).isZero();
    }

    @Test
    void shouldCancelAPublisherThatSendsMoreThanItWasAskedFor() throws Exception {
        Counting source = new Counting(subscriber);
        subscriber.onSubscribe(source);
        subscriber.onNext(1_000);
        assertThat(source.isCancelled).isTrue();
        for (int i = 0; i < WINDOW; i++) assertThat(subscriber.next()).isEqualTo(i);

        assertThat(subscriber.next()).isNull();
        assertThat(subscriber.error()).hasMessageContaining("more elements than it was asked for");
    }

    @Test
    @SuppressWarnings("NullAway") // that is what is tried
    void shouldRefuseNulls() {
        assertThatThrownBy(() -> subscriber.onSubscribe(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> subscriber.onNext(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> subscriber.onError(null)).isInstanceOf(NullPointerException.class);
    }
}

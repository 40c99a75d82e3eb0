package io.headrace.source;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.Test;

/**
 * The rules of Reactive Streams for subscribers, as the specification's own test kit has them. TestNG runs these, and
 * {@link FlowSubscriberRulesTest} runs TestNG.
 *
 * <p><b>Threading:</b> that of TestNG, and one for each subscriber, which takes what comes.
 */
@Test
public class FlowSubscriberRules extends FlowSubscriberBlackboxVerification<Integer> {
    private static final int WINDOW = 8;
    private static final int MILLIS_TO_ANSWER = 500;

    private final List<Thread> taking = new ArrayList<>();

    public FlowSubscriberRules() {
        super(new TestEnvironment(MILLIS_TO_ANSWER));
    }

    @Override
    public Flow.Subscriber<Integer> createFlowSubscriber() {
        FlowSubscriber<Integer> subscriber = new FlowSubscriber<>(WINDOW);
        Thread thread = new Thread(() -> takeAll(subscriber), "taking");
        thread.setDaemon(true);
        taking.add(thread);
        thread.start();
        return subscriber;
    }

    private static void takeAll(FlowSubscriber<Integer> subscriber) {
        try {
            while (true) {
                if (subscriber.next() == null) return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the rule was tried
        }
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }

    /** Not every rule ends its subscription. */
    @AfterMethod
    public void endTaking() throws InterruptedException {
        for (Thread thread : taking) thread.interrupt();
        for (Thread thread : taking) thread.join();
        taking.clear();
    }
}

package io.headrace.exec;

import io.headrace.EngineListener;
import io.headrace.ReceiverInfo;
import io.headrace.exec.receive.ReceiverAgent;
import io.headrace.exec.receive.ReceiverProblem;
import io.headrace.exec.receive.ReceiverState;
import io.headrace.exec.receive.ReceiverSupervisor;
import io.headrace.exec.role.Agent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners when a receiver starts, meets an error, and stops; one that starts again has stopped before, and so has one whose context
 * ends. It looks now and then: of several errors or starts in between the last is told.
 *
 * <p><b>Threading:</b> as {@link Agent}, on a thread that has time.
 */
final class ReceiverEvents implements Agent {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long UNHEARD_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long NEVER = -1;

    private final List<Inputs.Received> receivers;
    private final EngineListener listener;
    private final InstantSource clock;
    private final ReceiverState[] told;
    private final @Nullable ReceiverProblem[] problems;
    private final AtomicLongArray errorTimes;
    private final long[] restarts;
    private long nextLook = System.nanoTime();

    ReceiverEvents(List<Inputs.Received> receivers, EngineListener listener, InstantSource clock) {
        this.receivers = receivers;
        this.listener = listener;
        this.clock = clock;
        told = new ReceiverState[receivers.size()];
        problems = new ReceiverProblem[receivers.size()];
        errorTimes = new AtomicLongArray(receivers.size());
        restarts = new long[receivers.size()];
        for (int i = 0; i < told.length; i++) {
            told[i] = ReceiverState.CLOSED;
            errorTimes.set(i, NEVER);
        }
    }

    @Override
    public String roleName() {
        return "receiver events";
    }

    @Override
    public int doWork() {
        long now = System.nanoTime();
        if (now - nextLook < 0) return 0;
        nextLook = now + (listener.isListening() ? LOOK_NANOS : UNHEARD_LOOK_NANOS);
        look();
        return 0;
    }

    @SuppressWarnings("ReferenceEquality") // each is told, also one that says what the one before said
    private void look() {
        for (int i = 0; i < told.length; i++) {
            Agent agent = receivers.get(i).agent();
            ReceiverState state = state(agent);
            ReceiverProblem problem = problem(agent);
            boolean isNew = problem != null && problem != problems[i];
            if (isNew) errorTimes.set(i, clock.millis());
            problems[i] = problem;
            ReceiverState before = told[i];
            told[i] = state;
            long restartsBefore = restarts[i];
            restarts[i] = restarts(agent);
            if (!listener.isListening()) continue;
            if (isNew) listener.receiverError(info(i, state));
            boolean wasOpen = before == ReceiverState.OPEN;
            boolean isOpen = state == ReceiverState.OPEN;
            boolean isOpenAgain = wasOpen && isOpen && restarts[i] != restartsBefore;
            if (isOpenAgain) listener.receiverStopped(info(i, ReceiverState.WAITING));
            else if (wasOpen && !isOpen) listener.receiverStopped(info(i, state));
            if (isOpen && (!wasOpen || isOpenAgain)) listener.receiverStarted(info(i, state));
        }
    }

    private ReceiverInfo info(int i, ReceiverState state) {
        Inputs.Received received = receivers.get(i);
        ReceiverProblem problem = problem(received.agent());
        return new ReceiverInfo(
                received.streamId(),
                received.node().describe(),
                state == ReceiverState.OPEN,
                received.agent().roleName(),
                problem == null ? "" : problem.message(),
                problem == null ? "" : problem.error(),
                errorTimes.get(i));
    }

    /** The receivers as they are now; may be asked by any thread. */
    List<ReceiverInfo> now() {
        List<ReceiverInfo> now = new ArrayList<>();
        for (int i = 0; i < receivers.size(); i++)
            now.add(info(i, state(receivers.get(i).agent())));
        return now;
    }

    private static ReceiverState state(Agent agent) {
        return agent instanceof ReceiverAgent polled ? polled.state() : ((ReceiverSupervisor) agent).state();
    }

    private static long restarts(Agent agent) {
        return agent instanceof ReceiverAgent polled ? polled.restarts() : ((ReceiverSupervisor) agent).restarts();
    }

    private static @Nullable ReceiverProblem problem(Agent agent) {
        return agent instanceof ReceiverAgent polled ? polled.problem() : ((ReceiverSupervisor) agent).problem();
    }

    @Override
    public long maxIdleNanos() {
        return Math.max(0, nextLook - System.nanoTime());
    }

    /** What has changed last is told too. */
    @Override
    public void onClose() {
        look();
    }
}

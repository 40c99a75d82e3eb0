package io.headrace.exec;

import io.headrace.EngineListener;
import io.headrace.ReceiverInfo;
import io.headrace.exec.receive.ReceiverAgent;
import io.headrace.exec.receive.ReceiverState;
import io.headrace.exec.receive.ReceiverSupervisor;
import io.headrace.exec.role.Agent;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners when a receiver starts, loses its source, and stops. It looks now and then: a state that lasted shorter than that is not
 * told.
 *
 * <p><b>Threading:</b> as {@link Agent}, on a thread that has time.
 */
final class ReceiverEvents implements Agent {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long NEVER = -1;

    private final List<Inputs.Received> receivers;
    private final EngineListener listener;
    private final InstantSource clock;
    private final ReceiverState[] told;
    private final long[] errorTimes;
    private long nextLook = System.nanoTime();

    ReceiverEvents(List<Inputs.Received> receivers, EngineListener listener, InstantSource clock) {
        this.receivers = receivers;
        this.listener = listener;
        this.clock = clock;
        told = new ReceiverState[receivers.size()];
        errorTimes = new long[receivers.size()];
        for (int i = 0; i < told.length; i++) {
            told[i] = ReceiverState.CLOSED;
            errorTimes[i] = NEVER;
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
        nextLook = now + LOOK_NANOS;
        look();
        return 0;
    }

    private void look() {
        for (int i = 0; i < told.length; i++) {
            ReceiverState state = state(receivers.get(i).agent());
            if (state == told[i]) continue;
            told[i] = state;
            if (state == ReceiverState.WAITING) errorTimes[i] = clock.millis();
            if (listener.isListening()) tell(i, state);
        }
    }

    private void tell(int i, ReceiverState state) {
        ReceiverInfo info = info(i, state);
        switch (state) {
            case OPEN -> listener.receiverStarted(info);
            case WAITING -> listener.receiverError(info);
            case ENDED, STOPPED -> listener.receiverStopped(info);
            case CLOSED -> {}
        }
    }

    private ReceiverInfo info(int i, ReceiverState state) {
        Inputs.Received received = receivers.get(i);
        String error = lastError(received.agent());
        return new ReceiverInfo(
                received.streamId(),
                received.node().describe(),
                state == ReceiverState.OPEN,
                received.agent().roleName(),
                error == null ? "" : error,
                error == null ? "" : error,
                errorTimes[i]);
    }

    private static ReceiverState state(Agent agent) {
        return agent instanceof ReceiverAgent polled ? polled.state() : ((ReceiverSupervisor) agent).state();
    }

    private static @Nullable String lastError(Agent agent) {
        return agent instanceof ReceiverAgent polled ? polled.lastError() : ((ReceiverSupervisor) agent).lastError();
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

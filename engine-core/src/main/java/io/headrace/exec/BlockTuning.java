package io.headrace.exec;

import io.headrace.EngineListener;
import io.headrace.HeadraceConf;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.job.BlockTuner;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the inputs the block interval that a {@link BlockTuner} finds, and tells of each change.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
final class BlockTuning implements LongConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(BlockTuning.class);

    private final HeadraceConf conf;
    private final BlockTuner tuner;
    private final Inputs inputs;
    private final Counter shown;
    private final Counter retunes;
    private final EngineListener listener;

    BlockTuning(
            HeadraceConf conf,
            BlockTuner tuner,
            Inputs inputs,
            Counter shown,
            Counter retunes,
            EngineListener listener) {
        this.conf = conf;
        this.tuner = tuner;
        this.inputs = inputs;
        this.shown = shown;
        this.retunes = retunes;
        this.listener = listener;
    }

    /** So long the stages of a batch took. */
    @Override
    public void accept(long stageNanos) {
        long before = tuner.intervalNanos();
        if (!tuner.batchDone(stageNanos)) return;
        long after = tuner.intervalNanos();
        inputs.blockInterval(Duration.ofNanos(after));
        shown.set(after);
        retunes.increment();
        if (listener.isListening())
            listener.blockIntervalChanged(
                    conf.clock().millis(), Duration.ofNanos(before), Duration.ofNanos(after), tuner.reason());
        LOG.info(
                "{}: blocks are closed after {} us instead of {} us: {}",
                conf.name(),
                after / 1_000,
                before / 1_000,
                tuner.reason());
    }
}

package io.headrace;

import io.headrace.affinity.plan.CorePlan;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be looked at of a running program. Nothing here disturbs its threads: the looks are reads of what they write anyway.
 *
 * <p><b>Threading:</b> any thread, also after the program has ended.
 */
public interface Inspection {
    /** The counters, which {@code CountersReader} reads; the errors lie beside them. */
    Path counters();

    /** The errors, which {@code ErrorsReader} reads. */
    Path errors();

    /** Which role runs on which core. */
    CorePlan cores();

    /** The inputs, by stream id. */
    List<String> inputs();

    /** In the order in which a batch goes through them. */
    List<StageInfo> stages();

    /** Workers of the program; profiles have one more, for the thread that runs outputs beside them. */
    int workers();

    /** The receivers as they are now. Inputs that are asked for their batches have none. */
    List<ReceiverInfo> receivers();

    /** A profile that fits this program's batches. */
    BatchProfile newProfile();

    /** The number of the latest batch that is done; 0 before the first. */
    long lastBatch();

    /**
     * Looks at a batch that is done.
     *
     * @param number from 1 to {@link #lastBatch}
     * @return false when it is not remembered any more; then the profile says nothing
     */
    boolean read(long number, BatchProfile into);

    /** The latest records that could not be taken, oldest first. */
    List<Reject> rejects();

    /** The latest records that were set aside, oldest first. */
    List<DeadLetter> deadLetters();

    /** Why the program ended by itself; null as long as nothing has failed. */
    @Nullable
    Throwable failure();
}

package io.headrace.affinity.sizing;

import io.headrace.affinity.plan.CorePlan;
import java.time.Duration;
import java.util.List;

/**
 * How to use a machine for a load, and what to expect of it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param request the load
 * @param cores which role runs where, and how it waits
 * @param batchInterval between two ticks
 * @param blockInterval after which a receiver closes its block, full or not
 * @param blockBytes a power of two
 * @param blocks of all receivers together
 * @param deltaBatches so many batches share one delta of the state
 * @param memory what the off-heap bytes are for
 * @param heapBytes for user code and the JVM's libraries
 * @param log what goes to the disk
 * @param latency from a record's arrival to its batch's output, when it just misses a block and then a tick
 * @param recovery what a restart needs after a kill at the worst moment
 * @param carriedRate with the same cut, the records per second at which the first ceiling is reached
 * @param utilisation of roles and of the machine's parts
 * @param jvmFlags to start the program with
 * @param advice in sentences
 */
public record SizingPlan(
        SizingRequest request,
        CorePlan cores,
        Duration batchInterval,
        Duration blockInterval,
        int blockBytes,
        int blocks,
        int deltaBatches,
        Memory memory,
        long heapBytes,
        Log log,
        Duration latency,
        Duration recovery,
        double carriedRate,
        Utilisation utilisation,
        List<String> jvmFlags,
        List<String> advice) {
    /**
     * Off-heap bytes by their purpose.
     *
     * @param blocks of the receivers
     * @param tables of the workers, for the results of a batch
     * @param state in front of its store
     * @param windows results or records that live as long as the longest window
     * @param other buffers of the log, codecs and outputs
     */
    public record Memory(long blocks, long tables, long state, long windows, long other) {
        public long total() {
            return Volumes.sum(blocks, tables, state, windows, other);
        }
    }

    /**
     * Bytes for the disk.
     *
     * @param blocksPerHour the records
     * @param deltasPerHour the changed keys
     * @param journalPerHour which blocks are in which batch, and what is done
     * @param checkpointsPerHour beside the log
     * @param kept how long the log grows before its end is trimmed: what the directory must hold
     */
    public record Log(long blocksPerHour, long deltasPerHour, long journalPerHour, long checkpointsPerHour, long kept) {
        /** What is appended to the log in an hour. */
        public long perHour() {
            return Volumes.sum(blocksPerHour, deltasPerHour, journalPerHour);
        }
    }

    public SizingPlan {
        jvmFlags = List.copyOf(jvmFlags);
        advice = List.copyOf(advice);
    }

    public int receivers() {
        return request.receivers();
    }

    public int workers() {
        return cores.workers();
    }

    public long offHeapBytes() {
        return memory.total();
    }

    public long walBytesPerHour() {
        return log.perHour();
    }

    /** What reaches its ceiling first when the load grows. */
    public String bottleneck() {
        return utilisation.bottleneck();
    }

    /** Whether nothing is above its ceiling. */
    public boolean fits() {
        return utilisation.fits();
    }

    SizingPlan withAdvice(List<String> sentences) {
        return new SizingPlan(
                request,
                cores,
                batchInterval,
                blockInterval,
                blockBytes,
                blocks,
                deltaBatches,
                memory,
                heapBytes,
                log,
                latency,
                recovery,
                carriedRate,
                utilisation,
                jvmFlags,
                sentences);
    }
}

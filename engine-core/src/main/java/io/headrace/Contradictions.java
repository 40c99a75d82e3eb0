package io.headrace;

import io.headrace.affinity.sizing.Durations;
import io.headrace.memory.block.BlockFormat;
import io.headrace.wal.Durability;
import io.headrace.wal.LogOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Refuses settings that contradict each other: each error names the setting, its value, and what would be right beside the other one.
 *
 * <p><b>Threading:</b> no state.
 */
final class Contradictions {
    private Contradictions() {}

    /** What cannot be, whatever is set later. */
    static void refuse(HeadraceConf conf) {
        refuseTimes(conf);
        refuseSizes(conf);
        if (conf.defaultPartitions() > conf.keyGroups())
            throw Settings.PARTITIONS.refusal(
                    conf.defaultPartitions(),
                    "at most " + Settings.KEY_GROUPS.key() + ", which is " + conf.keyGroups());
        if (conf.explicit(Settings.DURABILITY) == Durability.OFF) refuseWithoutLog(conf);
        if (conf.consolePort() == null) refuseWithoutConsole(conf);
        refuseJoining(conf);
    }

    private static void refuseJoining(HeadraceConf conf) {
        if (conf.behindResponse() == BehindResponse.JOIN) {
            if (conf.behindJoined() <= conf.concurrentJobs())
                throw Settings.BEHIND_JOINED.refusal(
                        conf.behindJoined(),
                        "more than " + Settings.CONCURRENT_JOBS.key() + ", which is " + conf.concurrentJobs()
                                + ": so many run at once in any case");
        } else if (conf.explicit(Settings.BEHIND_JOINED) != null) {
            throw Settings.BEHIND_JOINED.refusal(
                    conf.behindJoined(),
                    "left out, because " + Settings.BEHIND_RESPONSE.key() + " is " + conf.behindResponse()
                            + "; or set that to JOIN");
        }
    }

    private static void refuseWithoutConsole(HeadraceConf conf) {
        for (Setting<String> setting :
                List.of(Settings.CONSOLE_ADDRESS, Settings.CONSOLE_TOKEN, Settings.CONSOLE_HOSTS)) {
            String value = conf.explicit(setting);
            if (value != null)
                throw setting.refusal(
                        value, "left out, because there is no " + Settings.CONSOLE_PORT.key() + "; or set one");
        }
    }

    private static void refuseTimes(HeadraceConf conf) {
        Duration batch = conf.batchInterval();
        if (batch == null) return;
        Duration block = conf.explicit(Settings.BLOCK_INTERVAL);
        if (block != null && block.compareTo(batch) > 0)
            throw Settings.BLOCK_INTERVAL.refusal(
                    Durations.print(block),
                    "at most " + Settings.BATCH_INTERVAL.key() + ", which is " + Durations.print(batch));
        if (batch.toNanos() % 1_000_000 != 0)
            throw Settings.BATCH_INTERVAL.refusal(Durations.print(batch), "a whole number of milliseconds");
    }

    private static void refuseSizes(HeadraceConf conf) {
        int block = conf.blockBytes();
        int longest = BlockFormat.maxRecordLength(block);
        if (conf.maxRecordBytes() > longest)
            throw Settings.MAX_RECORD_BYTES.refusal(
                    conf.maxRecordBytes(),
                    "at most " + longest + ": a record lies in one block, and " + Settings.BLOCK_BYTES.key() + " is "
                            + block);
        if (LogOptions.maxPayload(conf.rollBytes()) < block)
            throw Settings.ROLL_BYTES.refusal(
                    conf.rollBytes(),
                    "at least " + 8L * block + ": a record is less than a quarter of a file, and "
                            + Settings.BLOCK_BYTES.key() + " is " + block);
        if (conf.spillLimit() != 0 && conf.spillLimit() < block)
            throw Settings.SPILL_LIMIT.refusal(
                    conf.spillLimit(),
                    "at least " + block + ", for a block must fit, and " + Settings.BLOCK_BYTES.key() + " is " + block
                            + "; or 0 for a part of what is free on the disk");
        long least = Math.max((long) conf.blockCount() * block, 2L * block);
        if (conf.memoryLimit() != 0 && conf.memoryLimit() < least)
            throw Settings.MEMORY_LIMIT.refusal(
                    conf.memoryLimit(), "at least " + least + ": the blocks alone need that");
    }

    /** What needs a log, once nobody can set a directory for it any more. */
    static void refuseLogWithoutDirectory(HeadraceConf conf) {
        if (conf.directory() != null) return;
        Durability asked = conf.explicit(Settings.DURABILITY);
        if (asked != null && asked != Durability.OFF)
            throw Settings.DURABILITY.refusal(
                    asked, "OFF, because there is no " + Settings.DIRECTORY.key() + " for a log; or set one");
        Path archive = conf.archive();
        if (archive != null)
            throw Settings.ARCHIVE.refusal(
                    archive, "left out, because there is no " + Settings.DIRECTORY.key() + " for a log; or set one");
        Duration interval = conf.checkpointInterval();
        if (interval != null)
            throw Settings.CHECKPOINT_INTERVAL.refusal(
                    Durations.print(interval),
                    "left out, because there is no " + Settings.DIRECTORY.key() + " for checkpoints; or set one");
        refuseWithoutLog(conf);
    }

    private static void refuseWithoutLog(HeadraceConf conf) {
        String why = ", because " + Settings.DURABILITY.key() + " is OFF and nothing is logged; or another durability";
        if (!conf.replay().isZero()) throw Settings.REPLAY.refusal(Durations.print(conf.replay()), "0s" + why);
        if (conf.deltaBatches() != 1) throw Settings.DELTA_BATCHES.refusal(conf.deltaBatches(), "1" + why);
    }
}

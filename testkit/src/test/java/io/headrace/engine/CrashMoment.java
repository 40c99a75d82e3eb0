package io.headrace.engine;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What a program is doing when it is killed: seen from outside, at random instants. */
enum CrashMoment {
    /** From the first instruction of the JVM on. */
    STARTING {
        @Override
        void await(CrashRig rig, ForkedProgram program, RandomGenerator random) throws Exception {
            rig.run(program, random.nextInt(900));
        }
    },

    /** It has the log, and restores its state. */
    RECOVERING {
        @Override
        void await(CrashRig rig, ForkedProgram program, RandomGenerator random) throws Exception {
            rig.await(program, "opening the log", rig::hasOpenedLog);
            rig.run(program, random.nextInt(120));
        }
    },

    /** It gives results. */
    RUNNING {
        @Override
        void await(CrashRig rig, ForkedProgram program, RandomGenerator random) throws Exception {
            String before = rig.written();
            rig.await(program, "a batch", () -> !rig.written().equals(before));
            rig.run(program, random.nextInt(400));
        }
    },

    /** A file of a checkpoint has just appeared, got its name, or gone. */
    CHECKPOINTING {
        @Override
        void await(CrashRig rig, ForkedProgram program, RandomGenerator random) throws Exception {
            for (int times = random.nextInt(8); times >= 0; times--)
                awaitChange(rig, program, rig::checkpointFiles, true, true);
        }
    },

    /** The log has just gone over to another file. */
    ROLLING {
        @Override
        void await(CrashRig rig, ForkedProgram program, RandomGenerator random) throws Exception {
            for (int times = random.nextInt(2); times >= 0; times--) awaitChange(rig, program, rig::rolls, true, false);
        }
    },

    /** A file of the log has just been deleted. */
    DELETING {
        @Override
        void await(CrashRig rig, ForkedProgram program, RandomGenerator random) throws Exception {
            awaitChange(rig, program, rig::rolls, false, true);
        }
    };

    /** Waits for the moment. */
    abstract void await(CrashRig rig, ForkedProgram program, RandomGenerator random) throws Exception;

    private static void awaitChange(
            CrashRig rig, ForkedProgram program, Supplier<Set<String>> names, boolean more, boolean fewer)
            throws Exception {
        Set<String> before = new HashSet<>(names.get());
        rig.await(program, "another file", () -> {
            Set<String> now = names.get();
            if (more && !before.containsAll(now)) return true;
            if (fewer && !now.containsAll(before)) return true;
            before.addAll(now);
            return false;
        });
    }
}

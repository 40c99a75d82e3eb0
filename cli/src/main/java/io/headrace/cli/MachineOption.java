package io.headrace.cli;

import io.headrace.affinity.sizing.MachineMemory;
import io.headrace.affinity.topology.Topology;
import io.headrace.affinity.topology.TopologyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The machine that a command is about: this one, or one whose {@code sys} and {@code proc} were copied. */
final class MachineOption {
    private static final Path LIVE = Path.of("/");

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Read another machine: the directory in which its sys and proc lie.")
    private @Nullable Path root;

    /** Whether it is the machine on which this runs. */
    boolean isLive() {
        return root == null || root.toAbsolutePath().normalize().equals(LIVE);
    }

    boolean isGiven() {
        return root != null;
    }

    Topology topology() {
        if (root == null) return Topology.live();
        if (!Files.isDirectory(root)) throw new NonsenseException("--root " + root + ": there is no such directory");
        try {
            return Topology.read(root);
        } catch (TopologyException e) {
            throw new NonsenseException("--root " + root + ": " + e.getMessage());
        }
    }

    OptionalLong memory() {
        return MachineMemory.read(root == null ? LIVE : root);
    }
}

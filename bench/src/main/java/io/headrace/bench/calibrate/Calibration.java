package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import io.headrace.affinity.sizing.CostModel;
import io.headrace.affinity.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures on this machine what the core-sizing tool otherwise assumes, in less than a minute. Each step is short, so the figures
 * are those of a machine that is otherwise idle, good to perhaps a fifth; a busy one gives costs that are too high, which is the
 * safer mistake.
 *
 * <p><b>Threading:</b> one thread; steps start others and end them.
 */
public final class Calibration {
    private final Path directory;
    private final List<Step> steps;
    private final Effort effort;
    private final Consumer<String> progress;

    /**
     * A calibration of this machine.
     *
     * @param directory on the disk where the log will lie; what is written below it is deleted in the end
     * @param topology this machine
     * @param progress is told, in a line, what is measured and what was found
     */
    public Calibration(Path directory, Topology topology, Consumer<String> progress) {
        this(directory, topology, progress, Effort.FULL);
    }

    Calibration(Path directory, Topology topology, Consumer<String> progress, Effort effort) {
        this.directory = directory;
        this.progress = progress;
        this.effort = effort;
        this.steps = List.of(
                new EncodeStep(),
                new ReceiveStep(),
                new HandOverStep(),
                new WakeStep(),
                new JitterStep(),
                new FoldStep(),
                new KeyStep(),
                new MemoryStep(topology.usable(), nodes(topology)),
                new LogStep(),
                new SyncStep(),
                new StoreStep(),
                new DiskStep());
    }

    private static int nodes(Topology topology) {
        long nodes = topology.nodes().stream()
                .filter(node -> node.cpus().intersects(topology.allowed()))
                .count();
        return (int) Math.max(1, nodes);
    }

    /**
     * Measures everything.
     *
     * @throws IOException when the directory cannot be written to
     */
    public CostModel measure() throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory(directory.toAbsolutePath(), "headrace-calibration-");
        try {
            Map<Cost, Double> found = new EnumMap<>(Cost.class);
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                progress.accept("[" + (i + 1) + "/" + steps.size() + "] " + step.what() + " ...");
                Map<Cost, Double> costs = measure(step, Files.createDirectory(scratch.resolve("step-" + i)));
                progress.accept("      " + inWords(costs));
                found.putAll(costs);
            }
            return CostModel.defaults().with(found);
        } finally {
            delete(scratch);
        }
    }

    private Map<Cost, Double> measure(Step step, Path scratch) throws IOException, InterruptedException {
        try {
            return step.measure(scratch, effort);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("measuring failed: " + step.what(), e);
        }
    }

    private static String inWords(Map<Cost, Double> costs) {
        return new EnumMap<>(costs)
                .entrySet().stream()
                        .map(cost -> cost.getKey().key() + " = " + value(cost.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String value(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.3g" : "%,.0f", value);
    }

    private static void delete(Path scratch) throws IOException {
        try (Stream<Path> below = Files.walk(scratch)) {
            List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) Files.delete(path);
        }
    }
}

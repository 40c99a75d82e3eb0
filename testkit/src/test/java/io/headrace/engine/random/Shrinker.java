package io.headrace.engine.random;

import io.headrace.engine.random.RandomProgram.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Makes a program that fails smaller, as long as it still fails. */
final class Shrinker {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final BiPredicate<RandomProgram, Setup> fails;
    private final long deadline = System.nanoTime() + MOST_NANOS;
    private RandomProgram program;
    private Setup setup;

    Shrinker(RandomProgram program, Setup setup, BiPredicate<RandomProgram, Setup> fails) {
        this.program = program;
        this.setup = setup;
        this.fails = fails;
    }

    RandomProgram program() {
        return program;
    }

    Setup setup() {
        return setup;
    }

    void shrink() {
        boolean hasShrunk = true;
        while (hasShrunk) {
            hasShrunk = false;
            for (Setup simpler : simpler()) hasShrunk |= tries(program, simpler);
            if (program.outputs().size() > 1) hasShrunk |= withOneOutput();
            for (int i = program.steps().size() - 1; i >= 0; i--) hasShrunk |= withoutStep(i);
            for (int i = 0; i < program.steps().size(); i++) hasShrunk |= hasFewerRecords(i);
        }
    }

    private boolean tries(@Nullable RandomProgram smaller, Setup with) {
        if (smaller == null || smaller.outputs().isEmpty() || smaller.traits() == null) return false;
        if (System.nanoTime() > deadline || !fails.test(smaller, with)) return false;
        program = smaller;
        setup = with;
        return true;
    }

    private boolean withOneOutput() {
        boolean hasShrunk = false;
        RandomProgram all = program;
        for (int output : all.outputs()) hasShrunk = hasShrunk || tries(all.only(List.of(output)), setup);
        return hasShrunk;
    }

    private List<Setup> simpler() {
        Setup s = setup;
        List<Setup> all = new ArrayList<>();
        if (s.workers() > 1) all.add(s.withWorkers(1));
        if (s.concurrentJobs() > 1) all.add(s.withJobs(1));
        if (s.restartBehind() > 0) all.add(s.restartedBehind(0));
        if (s.outputs() > 0) all.add(s.plain());
        if (s.durable()) all.add(s.withoutDirectory());
        if (s.isHasty()) all.add(s.unhurried());
        return all;
    }

    /** Those who read a step read its first parent instead. */
    private boolean withoutStep(int at) {
        if (at >= program.steps().size()) return false;
        Step gone = program.steps().get(at);
        if (gone.parents().isEmpty()) return false;
        boolean hasShrunk = false;
        for (int instead : gone.parents()) hasShrunk = hasShrunk || tries(without(at, instead), setup);
        return hasShrunk;
    }

    private RandomProgram without(int at, int instead) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < program.steps().size(); i++) {
            if (i == at) continue;
            Step step = program.steps().get(i);
            steps.add(new Step(
                    step.op(),
                    step.parents().stream().map(p -> moved(p, at, instead)).toList(),
                    step.args()));
        }
        RandomProgram smaller = new RandomProgram(
                steps,
                program.outputs().stream()
                        .map(o -> moved(o, at, instead))
                        .distinct()
                        .sorted()
                        .toList());
        return smaller.only(smaller.outputs());
    }

    private static int moved(int step, int gone, int instead) {
        if (step == gone) return instead;
        return step > gone ? step - 1 : step;
    }

    private boolean hasFewerRecords(int at) {
        if (!(program.steps().get(at).op() instanceof Input input)) return false;
        boolean hasShrunk = false;
        for (int batch = input.batches().size() - 1; batch >= 0; batch--) {
            Input now = (Input) program.steps().get(at).op();
            for (List<@Nullable Rows> fewer : fewer(now.batches(), batch))
                hasShrunk = tries(with(at, now.with(fewer)), fitting(fewer.size())) || hasShrunk;
        }
        return hasShrunk;
    }

    private Setup fitting(int batches) {
        int behind = Math.min(setup.restartBehind(), Math.max(0, batches - 1));
        return setup.restartedBehind(behind);
    }

    private RandomProgram with(int at, Input input) {
        List<Step> steps = new ArrayList<>(program.steps());
        steps.set(at, new Step(input, List.of(), steps.get(at).args()));
        return new RandomProgram(steps, program.outputs());
    }

    private static List<List<@Nullable Rows>> fewer(List<@Nullable Rows> batches, int batch) {
        List<List<@Nullable Rows>> all = new ArrayList<>();
        if (batch >= batches.size()) return all;
        if (batch == batches.size() - 1 && batch > 0) all.add(batches.subList(0, batch));
        Rows rows = batches.get(batch);
        if (rows == null || rows.partitions().isEmpty()) return all;
        all.add(replaced(batches, batch, Rows.NONE));
        for (int p = 0; p < rows.partitions().size(); p++) {
            List<List<Object>> partitions = new ArrayList<>(rows.partitions());
            partitions.remove(p);
            all.add(replaced(batches, batch, new Rows(partitions)));
            if (rows.partitions().get(p).size() < 2) continue;
            partitions.add(
                    p,
                    rows.partitions().get(p).subList(1, rows.partitions().get(p).size()));
            all.add(replaced(batches, batch, new Rows(partitions)));
        }
        return all;
    }

    private static List<@Nullable Rows> replaced(List<@Nullable Rows> batches, int at, Rows rows) {
        List<@Nullable Rows> other = new ArrayList<>(batches);
        other.set(at, rows);
        return other;
    }
}

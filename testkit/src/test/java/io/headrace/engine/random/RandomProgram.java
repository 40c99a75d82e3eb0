package io.headrace.engine.random;

import io.headrace.engine.random.Op.Args;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A program as data: its steps, each made from steps before, and which of them are outputs.
 *
 * @param outputs indexes of steps of objects, ascending
 */
record RandomProgram(List<Step> steps, List<Integer> outputs) {
    /** A stream. */
    record Step(Op op, List<Integer> parents, Args args) {}

    private static final int MOST_INPUTS = 3;
    private static final int MOST_STEPS = 8;
    private static final int TRIES = 60;
    private static final List<Op> OPS = ops();

    private static List<Op> ops() {
        List<Op> all = new ArrayList<>(ElementOps.ALL);
        all.addAll(WholeOps.ALL);
        all.addAll(KeyedOps.ALL);
        all.addAll(WindowOps.ALL);
        all.addAll(JoinOps.ALL);
        all.addAll(StateOps.ALL);
        all.addAll(KeyOps.ALL);
        all.addAll(ViewOps.ALL);
        all.addAll(RddOps.ALL);
        all.add(new Throwing());
        return all;
    }

    static RandomProgram random(RandomGenerator random, int batches) {
        List<Step> steps = new ArrayList<>();
        List<Traits> traits = new ArrayList<>();
        int inputs = 1 + random.nextInt(MOST_INPUTS);
        for (int i = 0; i < inputs; i++) {
            Step step = new Step(Input.random(random, batches), List.of(), new Args(0, 0));
            steps.add(step);
            traits.add(traitsOf(step, traits, steps));
        }
        int wanted = inputs + 1 + random.nextInt(MOST_STEPS);
        for (int tries = 0; tries < TRIES && steps.size() < wanted; tries++) {
            Step step = step(random, steps.size());
            Traits made = traitsOf(step, traits, steps);
            if (made == null) continue;
            steps.add(step);
            traits.add(made);
        }
        RandomProgram all = new RandomProgram(steps, outputs(random, steps, traits));
        return all.only(all.outputs());
    }

    /** What these outputs need, and no more: the engine runs nothing else. */
    RandomProgram only(List<Integer> wanted) {
        boolean[] needed = new boolean[steps.size()];
        wanted.forEach(output -> needed[output] = true);
        for (int i = needed.length - 1; i >= 0; i--)
            if (needed[i]) steps.get(i).parents().forEach(parent -> needed[parent] = true);
        Map<Integer, Integer> places = new HashMap<>();
        List<Step> kept = new ArrayList<>();
        for (int i = 0; i < needed.length; i++) {
            if (!needed[i]) continue;
            places.put(i, kept.size());
            Step step = steps.get(i);
            kept.add(
                    new Step(step.op(), step.parents().stream().map(places::get).toList(), step.args()));
        }
        return new RandomProgram(kept, wanted.stream().map(places::get).toList());
    }

    private static Step step(RandomGenerator random, int known) {
        Op op = OPS.get(random.nextInt(OPS.size()));
        List<Integer> parents = new ArrayList<>();
        // Later ones more often: programs become deep.
        for (int i = 0; i < op.parents(); i++) parents.add(Math.max(random.nextInt(known), random.nextInt(known)));
        return new Step(op, parents, new Args(random.nextInt(1000), random.nextInt(1000)));
    }

    /** Every stream that nobody reads, and some others. */
    private static List<Integer> outputs(RandomGenerator random, List<Step> steps, List<Traits> traits) {
        List<Integer> outputs = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            int step = i;
            boolean isRead = steps.stream().anyMatch(other -> other.parents().contains(step));
            if (traits.get(i).kind().isObject() && (!isRead || random.nextInt(4) == 0)) outputs.add(i);
        }
        return outputs;
    }

    /** Whether records may be set aside. */
    boolean throwsSome() {
        return steps.stream().anyMatch(step -> step.op() instanceof Throwing);
    }

    /** Whether there are views in it. */
    boolean hasViews() {
        return steps.stream().anyMatch(step -> step.op() instanceof Input input && input.way == Input.Way.POLLED_VIEWS);
    }

    /** What is known of a step; null where it cannot be. */
    private static @Nullable Traits traitsOf(Step step, List<Traits> known, List<Step> steps) {
        if (step.op() instanceof Throwing && !(steps.get(step.parents().get(0)).op() instanceof Input)) return null;
        Traits made = step.op().traits(parentsOf(step, known), step.args());
        return made == null || !made.isSmall() ? null : made;
    }

    static <T> List<T> parentsOf(Step step, List<T> of) {
        List<T> parents = new ArrayList<>();
        for (int parent : step.parents()) parents.add(of.get(parent));
        return parents;
    }

    /** What is known of each step; null when this is no program. */
    @Nullable
    List<Traits> traits() {
        List<Traits> traits = new ArrayList<>();
        for (Step step : steps) {
            Traits made = traitsOf(step, traits, steps);
            if (made == null) return null;
            traits.add(made);
        }
        for (int output : outputs) {
            if (!traits.get(output).kind().isObject()) return null;
        }
        return traits;
    }

    int batches() {
        int most = 0;
        for (Step step : steps) {
            if (step.op() instanceof Input input)
                most = Math.max(most, input.batches().size());
        }
        return most;
    }

    /** The program as one would write it. */
    String code() {
        StringBuilder code = new StringBuilder();
        List<Traits> traits = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            List<String> names =
                    step.parents().stream().map(parent -> "s" + parent).toList();
            code.append("  s").append(i).append(" = ");
            if (!names.isEmpty()) code.append(names.get(0));
            code.append(step.op().code(parentsOf(step, traits), step.args(), names))
                    .append('\n');
            traits.add(traitsOf(step, traits, steps));
        }
        return code.append("  outputs ").append(outputs).append('\n').toString();
    }
}

package io.headrace.engine.random;

import io.headrace.engine.random.Op.Meaning;
import io.headrace.engine.random.RandomProgram.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a program must give, computed on plain collections, batch by batch. */
final class Model {
    private final List<List<@Nullable Rows>> given = new ArrayList<>();
    private int letters;

    Model(RandomProgram program, List<Traits> traits, int batches) {
        List<Meaning> meanings = new ArrayList<>();
        for (Step step : program.steps()) {
            Meaning meaning = step.op()
                    .meaning(
                            (parent, tick) -> at(step.parents().get(parent), tick),
                            RandomProgram.parentsOf(step, traits),
                            step.args());
            meanings.add(step.op() instanceof Input ? withoutThrowing(meaning, program, meanings.size()) : meaning);
            given.add(new ArrayList<>());
        }
        for (int tick = 1; tick <= batches; tick++) {
            for (int i = 0; i < meanings.size(); i++) {
                boolean isDue = tick % traits.get(i).slide() == 0;
                given.get(i).add(isDue ? meanings.get(i).at(tick) : null);
            }
        }
    }

    /** What throws anywhere is set aside as if it had never come. */
    private Meaning withoutThrowing(Meaning input, RandomProgram program, int at) {
        List<Predicate<Object>> throwing = new ArrayList<>();
        for (Step step : program.steps()) {
            if (step.op() instanceof Throwing && step.parents().get(0) == at)
                throwing.add(element -> Throwing.isBad(element, step.args()));
        }
        if (throwing.isEmpty()) return input;
        return tick -> {
            Rows rows = input.at(tick);
            return rows == null ? null : rows.map(part -> kept(part, throwing));
        };
    }

    private List<Object> kept(List<Object> part, List<Predicate<Object>> throwing) {
        List<Object> kept = new ArrayList<>();
        for (Object element : part) {
            if (throwing.stream().anyMatch(bad -> bad.test(element))) letters++;
            else kept.add(element);
        }
        return kept;
    }

    /** How many records were set aside. */
    int deadLetters() {
        return letters;
    }

    /** The dataset of a step; null when it has none then. */
    @Nullable
    Rows at(int step, int tick) {
        return tick < 1 ? null : given.get(step).get(tick - 1);
    }
}

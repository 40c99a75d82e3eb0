package io.headrace.engine.random;

import io.headrace.engine.random.Op.Meaning;
import io.headrace.engine.random.RandomProgram.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a program must give, computed on plain collections, batch by batch. */
final class Model {
    private final List<List<@Nullable Rows>> given = new ArrayList<>();

    Model(RandomProgram program, List<Traits> traits, int batches) {
        List<Meaning> meanings = new ArrayList<>();
        for (Step step : program.steps()) {
            meanings.add(step.op()
                    .meaning(
                            (parent, tick) -> at(step.parents().get(parent), tick),
                            RandomProgram.parentsOf(step, traits),
                            step.args()));
            given.add(new ArrayList<>());
        }
        for (int tick = 1; tick <= batches; tick++) {
            for (int i = 0; i < meanings.size(); i++) {
                boolean isDue = tick % traits.get(i).slide() == 0;
                given.get(i).add(isDue ? meanings.get(i).at(tick) : null);
            }
        }
    }

    /** The dataset of a step; null when it has none then. */
    @Nullable
    Rows at(int step, int tick) {
        return tick < 1 ? null : given.get(step).get(tick - 1);
    }
}

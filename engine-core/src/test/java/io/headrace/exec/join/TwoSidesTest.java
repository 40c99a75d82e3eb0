package io.headrace.exec.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.exec.data.Worker;
import io.headrace.exec.work.InlineRunner;
import io.headrace.exec.work.TaskSet;
import io.headrace.exec.work.TaskThread;
import io.headrace.memory.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
class TwoSidesTest {
    private final List<String> ran = new ArrayList<>();

    private TaskSet side(String name, int count) {
        return new TaskSet() {
            @Override
            public int tasks() {
                return count;
            }

            @Override
            public void run(int task, Worker worker) {
                assertThat(TaskThread.partition()).isEqualTo(task);
                ran.add(name + task);
            }
        };
    }

    private void run(TaskSet tasks) throws Exception {
        Worker worker = new Worker(0, 1 << 10);
        try {
            new InlineRunner(worker, 0).run(tasks);
        } finally {
            worker.close();
        }
    }

    @Test
    void shouldRunEachTaskUnderTheNumberOfItsSide() throws Exception {
        run(new TwoSides(side("left ", 2), side("right ", 3)));
        assertThat(ran).containsExactly("left 0", "left 1", "right 0", "right 1", "right 2");
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "0, 2", "0, 0"})
    void shouldDoWithoutASide(int lefts, int rights) throws Exception {
        TaskSet tasks =
                new TwoSides(lefts == 0 ? null : side("left ", lefts), rights == 0 ? null : side("right ", rights));
        assertThat(tasks.tasks()).isEqualTo(lefts + rights);
        run(tasks);
        assertThat(ran).hasSize(lefts + rights);
    }
}

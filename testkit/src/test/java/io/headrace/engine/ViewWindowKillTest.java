package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.testing.Seed;
import io.headrace.sink.BatchId;
import io.headrace.wal.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongBinaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows, running numbers and states of keys on views, killed at random instants: what they give is what the journalled batches give. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ViewWindowKillTest {
    private static final int KILLS = Integer.getInteger("headrace.test.kills", 5);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"PROCESS"})
    void shouldGiveTheWindowsOfTheJournalledBatches(Durability durability) throws Exception {
        RandomGenerator random = Seed.random("ViewWindowKillTest");
        Path directory = temporary.resolve("context");
        Path output = temporary.resolve("output");
        for (int i = 0; i < KILLS; i++) {
            ForkedProgram program = ForkedProgram.start(
                    ViewWindowProgram.class, directory.toString(), output.toString(), durability.toString());
            program.awaitGrowth(output);
            program.killAfter(random.nextInt(300));
        }
        try (StreamingContext context = ViewWindowProgram.context(directory, output, durability)) {
            context.start();
            assertThat(context.awaitTerminationOrTimeout(300)).isFalse();
            context.stop(true);
        }
        compare(Files.readAllLines(output), JournalModel.read(directory));
    }

    private static void compare(List<String> lines, JournalModel model) {
        Set<String> whole = new HashSet<>(lines);
        int checked = 0;
        List<JournalModel.Numbered> before = new ArrayList<>();
        Map<Long, Long> sums = new HashMap<>();
        Map<Long, Long> largest = new HashMap<>();
        Held held = new Held();
        for (Map.Entry<BatchId, JournalModel.Numbered> batch : model.batches.entrySet()) {
            before.add(batch.getValue());
            String sum = "sum " + line(batch.getKey(), before, ViewWindowProgram.SUM_BATCHES, Long::sum);
            String least = "min " + line(batch.getKey(), before, ViewWindowProgram.MIN_BATCHES, Math::min);
            Set<Long> touched = new HashSet<>();
            for (long number : batch.getValue().numbers()) {
                long key = number % ViewWindowProgram.KEYS;
                sums.merge(key, ViewWindowProgram.valueOf(number), Long::sum);
                largest.merge(key, ViewWindowProgram.valueOf(number), Math::max);
                touched.add(key);
            }
            String running = "run " + CountingProgram.line(batch.getKey().toString(), pairs(sums));
            Map<Long, Long> news = new HashMap<>(largest);
            news.keySet().retainAll(touched);
            String most = "max " + CountingProgram.line(batch.getKey().toString(), pairs(news));
            String calls = "call " + CountingProgram.line(batch.getKey().toString(), held.calls(batch.getValue()));
            String states = CountingProgram.line(batch.getKey().toString(), pairs(held.sums));
            List<String> expected = List.of(sum, least, running, most, calls, "held " + states, "view " + states);
            assertThat(whole).containsAll(expected);
            checked++;
            expected.forEach(whole::remove);
        }
        assertThat(checked).isGreaterThan(10 * KILLS);
        assertThat(held.gone).as("keys that timed out").isPositive();
        // What is left was torn by a kill: then it is the beginning of a line that was given again.
        whole.forEach(torn -> assertThat(
                        lines.stream().filter(line -> line.startsWith(torn)).count())
                .as(torn)
                .isGreaterThan(1));
    }

    /** The states of keys that come and go. */
    private static final class Held {
        final Map<Long, Long> sums = new HashMap<>();
        private final Map<Long, Long> touched = new HashMap<>();
        private boolean isBegun;
        int gone;

        List<Tuple2<Long, Long>> calls(JournalModel.Numbered batch) {
            if (!isBegun)
                for (Tuple2<Long, Long> initial : ViewWindowProgram.INITIAL) put(initial._1(), initial._2(), batch);
            isBegun = true;
            List<Tuple2<Long, Long>> calls = new ArrayList<>();
            for (long number : batch.numbers()) {
                long key = ViewWindowProgram.heldKey(number);
                Long before = sums.get(key);
                if (number % ViewWindowProgram.SHOWN_EVERY == 0)
                    calls.add(new Tuple2<>(number, before == null ? -1 : before));
                if (ViewWindowProgram.forgets(number)) sums.remove(key);
                else put(key, (before == null ? 0 : before) + ViewWindowProgram.valueOf(number), batch);
            }
            sums.entrySet().removeIf(state -> {
                boolean isOver = batch.tick() - touched.get(state.getKey()) > ViewWindowProgram.IDLE_BATCHES;
                if (isOver) calls.add(new Tuple2<>(ViewWindowProgram.goneKey(state.getKey()), state.getValue()));
                if (isOver) gone++;
                return isOver;
            });
            return calls;
        }

        private void put(long key, long sum, JournalModel.Numbered batch) {
            sums.put(key, sum);
            touched.put(key, batch.tick());
        }
    }

    private static String line(BatchId id, List<JournalModel.Numbered> batches, int window, LongBinaryOperator fold) {
        long tick = batches.get(batches.size() - 1).tick();
        Map<Long, Long> values = new HashMap<>();
        for (JournalModel.Numbered batch : batches) {
            if (batch.tick() <= tick - window) continue;
            for (long number : batch.numbers())
                values.merge(number % ViewWindowProgram.KEYS, ViewWindowProgram.valueOf(number), fold::applyAsLong);
        }
        return CountingProgram.line(id.toString(), pairs(values));
    }

    private static List<Tuple2<Long, Long>> pairs(Map<Long, Long> values) {
        List<Tuple2<Long, Long>> pairs = new ArrayList<>();
        values.forEach((key, value) -> pairs.add(new Tuple2<>(key, value)));
        return pairs;
    }
}

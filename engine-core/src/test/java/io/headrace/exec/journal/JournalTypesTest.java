package io.headrace.exec.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.CorruptDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JournalTypesTest {
    private final JournalTypes types = new JournalTypes(true);

    private List<byte[]> drain() {
        List<byte[]> entries = new ArrayList<>();
        for (byte[] entry = types.peek(); entry != null; entry = types.peek()) {
            entries.add(entry);
            types.remove();
        }
        return entries;
    }

    @Test
    void shouldHaveAnEntryReadyForTheLogBeforeItsNumberIsUsed() {
        int id = types.idOf("a.B");
        assertThat(drain())
                .singleElement()
                .satisfies(bytes ->
                        assertThat(DictionaryEntry.decode(bytes)).isEqualTo(DictionaryEntry.ofClass(id, "a.B")));
        assertThat(types.idOf("a.B")).isEqualTo(id);
        assertThat(types.nameOf(id)).isEqualTo("a.B");
        assertThat(types.peek()).as("once is enough").isNull();
    }

    @Test
    void shouldGiveTheSameNumbersAfterARestart() {
        types.idOf("a.B");
        types.idOf("a.C");
        int counts = types.operator("counts", "updateStateByKey", List.of("text:1", "long:1"));
        int sums = types.operator("sums", "window", List.of());
        int words = types.input("words", "socketTextStream", "text:1");
        JournalTypes again = new JournalTypes(true);
        again.recover(drain());
        assertThat(again.peek()).isNull();
        assertThat(again.idOf("a.C")).isEqualTo(1);
        assertThat(again.operator("sums", "window", List.of())).isEqualTo(sums);
        assertThat(again.operator("counts", "updateStateByKey", List.of("text:1", "long:1")))
                .isEqualTo(counts);
        assertThat(again.input("words", "socketTextStream", "text:1")).isEqualTo(words);
        assertThat(again.input("more words", "socketTextStream", "text:1")).isEqualTo(words + 1);
        assertThat(again.operators()).hasSize(2);
        assertThat(again.inputs()).hasSize(2);
        assertThat(again.peek()).as("only the new one").isNotNull();
        assertThatIllegalStateException()
                .isThrownBy(() -> again.operator("counts", "updateStateByKey", List.of("text:1", "int:1")))
                .withMessageContaining("long:1")
                .withMessageContaining("int:1");
    }

    @Test
    void shouldRefuseADictionaryWithAHole() {
        assertThatThrownBy(() -> types.recover(
                        List.of(DictionaryEntry.input(1, "a", "b", "c").encode())))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("input 1");
        assertThatThrownBy(() ->
                        types.recover(List.of(DictionaryEntry.ofClass(5, "a").encode())))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void shouldKeepNothingForALogThatIsNotThere() {
        JournalTypes unlogged = new JournalTypes(false);
        assertThat(unlogged.nameOf(unlogged.idOf("a.B"))).isEqualTo("a.B");
        assertThat(unlogged.peek()).isNull();
    }

    @Test
    void shouldQueueEntriesByNumberWhoeverEntersThem() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < 4; t++)
            running.add(pool.submit(() -> {
                for (int i = 0; i < 500; i++) types.idOf("class." + i);
            }));
        for (Future<?> future : running) future.get();
        pool.shutdown();
        List<byte[]> entries = drain();
        assertThat(entries).hasSize(500);
        new JournalTypes(true).recover(entries); // refuses any other order
    }
}

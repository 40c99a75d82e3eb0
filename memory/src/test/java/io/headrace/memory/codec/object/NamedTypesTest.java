package io.headrace.memory.codec.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.testing.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class NamedTypesTest {
    private final List<String> announced = new ArrayList<>();
    private final NamedTypes types = new NamedTypes((id, name) -> announced.add(id + "=" + name));

    @Test
    void shouldAnnounceEachNameOnceBeforeItsFirstUse() {
        assertThat(types.idOf("a")).isZero();
        assertThat(announced).containsExactly("0=a");
        assertThat(types.idOf("b")).isEqualTo(1);
        assertThat(types.idOf("a")).isZero();
        assertThat(announced).containsExactly("0=a", "1=b");
        assertThat(types.nameOf(1)).isEqualTo("b");
    }

    @Test
    void shouldNotEnterWhatCouldNotBeAnnounced() {
        boolean[] broken = {true};
        NamedTypes fragile = new NamedTypes((id, name) -> {
            if (broken[0]) throw new IllegalStateException("log is closed");
        });
        assertThatThrownBy(() -> fragile.idOf("a")).hasMessage("log is closed");
        assertThatThrownBy(() -> fragile.nameOf(0)).isInstanceOf(CorruptDataException.class);
        broken[0] = false;
        assertThat(fragile.idOf("a")).isZero();
    }

    @Test
    void shouldGoOnWhereTheLogEnded() {
        types.define(0, "a");
        types.define(1, "b");
        types.define(0, "a");
        assertThat(announced).isEmpty();
        assertThat(types.idOf("b")).isEqualTo(1);
        assertThat(types.idOf("c")).isEqualTo(2);
        assertThat(announced).containsExactly("2=c");
        List<String> all = new ArrayList<>();
        types.forEach((id, name) -> all.add(id + "=" + name));
        assertThat(all).containsExactly("0=a", "1=b", "2=c");
    }

    @Test
    void shouldRefuseAContradiction() {
        types.define(0, "a");
        assertThatThrownBy(() -> types.define(0, "b"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("type 0 is to be named b, but its name is a");
        assertThatThrownBy(() -> types.define(1, "a")).hasMessage("type 1 is to be named a, but that is type 0");
        assertThatThrownBy(() -> types.define(5, "b")).hasMessage("type 5 is to be named b, but the next one is 1");
        assertThatThrownBy(() -> types.define(-1, "b")).hasMessageContaining("the next one is 1");
        assertThatThrownBy(() -> types.nameOf(1))
                .hasMessage("type 1 has no name, expected one of the 1 types named before");
        assertThatThrownBy(() -> types.nameOf(-1)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void shouldGiveAllThreadsTheSameNumbers() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<List<Integer>> seen = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            List<Integer> ids = new ArrayList<>();
            seen.add(ids);
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (int i = 0; i < 200; i++) {
                    int id = types.idOf("type" + i);
                    assertThat(types.nameOf(id)).isEqualTo("type" + i);
                    ids.add(id);
                }
            });
            threads.add(thread);
            thread.start();
        }
        start.countDown();
        for (Thread thread : threads) thread.join();
        assertThat(seen).allSatisfy(ids -> assertThat(ids).hasSize(200).isEqualTo(seen.get(0)));
        assertThat(announced).hasSize(200);
    }

    @Test
    void shouldFindKnownNamesWithoutGarbage() {
        types.idOf("a");
        Allocation.assertNone("known types", () -> types.nameOf(types.idOf("a")));
    }
}

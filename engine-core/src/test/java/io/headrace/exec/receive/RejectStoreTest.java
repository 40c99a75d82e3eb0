package io.headrace.exec.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class RejectStoreTest {
    private static final int TEXT_BYTES = 100;

    private final RejectStore store = new RejectStore(3, 5);

    private void add(String reason, String text, long length) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long address = NativeMemory.allocate(TEXT_BYTES, MemoryTag.TEST);
        RawMemory.copyFromArray(bytes, 0, address, bytes.length);
        store.add("lines", reason, 1_500_000_000, address, bytes.length, length);
        NativeMemory.free(address, TEXT_BYTES, MemoryTag.TEST);
    }

    @Test
    void shouldKeepWhatPeopleNeed() {
        add("not UTF-8", "abc", 3);

        assertThat(store.snapshot()).singleElement().satisfies(rejected -> {
            assertThat(rejected.stream()).isEqualTo("lines");
            assertThat(rejected.reason()).isEqualTo("not UTF-8");
            assertThat(rejected.time()).isEqualTo(Instant.ofEpochSecond(1, 500_000_000));
            assertThat(rejected.length()).isEqualTo(3);
            assertThat(rejected.firstBytes()).isEqualTo("abc".getBytes(StandardCharsets.UTF_8));
            assertThat(rejected).hasToString("1970-01-01T00:00:01.500Z stream lines: not UTF-8, 3 bytes: \"abc\"");
        });
    }

    @Test
    void shouldKeepTheNewestAndTheirFirstBytesOnly() {
        for (int i = 0; i < 5; i++) add("reason " + i, "text " + i + " and more", 1000 + i);

        assertThat(store.count()).isEqualTo(5);
        assertThat(store.snapshot()).extracting(Rejected::reason).containsExactly("reason 2", "reason 3", "reason 4");
        assertThat(store.snapshot().get(2).toString()).endsWith("1004 bytes: \"text …\"");
    }

    @Test
    void shouldRefuseToKeepNothing() {
        assertThatThrownBy(() -> new RejectStore(0, 5)).hasMessageContaining("0 rejected records");
    }

    @Test
    void shouldAllocateNothing() {
        Allocation.assertNone("add", () -> store.add("lines", "why", 1, 0, 0, 10));
    }
}

package io.headrace.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.exec.eval.RestoredEntries;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A checkpoint's entries reach their streams whole, in order and before the start goes on; what fails there fails the start. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class RestoringThreadTest {
    private static final int LONGEST = 1 << 20;
    private static final int ENTRIES = 20_000;

    private final List<String> restored = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private long bytes;
    private Runnable before = () -> {};

    /** Null where an operator has no state. */
    private final StatefulEvaluator[] streams = {stream(0), stream(1), null, stream(3)};

    @BeforeEach
    void allocate() {
        bytes = NativeMemory.allocateZeroed(LONGEST, MemoryTag.TEST);
    }

    @AfterEach
    void free() {
        NativeMemory.free(bytes, LONGEST, MemoryTag.TEST);
    }

    private StatefulEvaluator stream(int number) {
        return (StatefulEvaluator) Proxy.newProxyInstance(
                StatefulEvaluator.class.getClassLoader(),
                new Class<?>[] {StatefulEvaluator.class},
                (proxy, method, arguments) -> {
                    before.run();
                    switch (method.getName()) {
                        case "restore" -> take(number, (RestoredEntries) arguments[0]);
                        case "restored" -> restored.add(number + " has tick " + arguments[0]);
                        default -> throw new AssertionError(method + " is not expected");
                    }
                    return null;
                });
    }

    private void take(int stream, RestoredEntries from) {
        while (from.next())
            restored.add(entry(
                    stream, from.tick(), from.group(), from.kind(), from.areFirst(), from.address(), from.length()));
    }

    private static String entry(
            int stream, long tick, int group, byte kind, boolean isFirst, long address, int length) {
        long sum = length;
        for (int i = 0; i < length; i += 7) sum = sum * 31 + RawMemory.getByte(address + i);
        return stream + " " + tick + " " + group + " " + kind + " " + isFirst + " " + sum;
    }

    private void restore(RestoringThread thread, int stream, long tick, int group, byte kind, int length)
            throws IOException {
        boolean isFirst = tick % 3 == 0;
        expected.add(entry(stream, tick, group, kind, isFirst, bytes, length));
        thread.restore(stream, tick, group, kind, bytes, length, isFirst);
    }

    @Test
    void shouldRestoreEverythingInOrder() throws IOException {
        RandomGenerator random = Seed.random("RestoringThreadTest");
        int[] numbers = {0, 1, 3};
        try (RestoringThread thread = new RestoringThread(streams)) {
            for (int i = 0; i < ENTRIES; i++) {
                int stream = numbers[random.nextInt(3)];
                int length = i == ENTRIES / 2 ? LONGEST : random.nextInt(100);
                RawMemory.putByte(bytes + random.nextInt(100), (byte) random.nextInt());
                restore(thread, stream, i, random.nextInt(1 << 16), (byte) random.nextInt(), length);
                if (random.nextInt(10) > 0) continue;
                expected.add(stream + " has tick " + i);
                thread.restored(stream, i);
            }
            thread.finish();
            assertThat(restored).isEqualTo(expected);
        }
    }

    @Test
    void shouldFailTheStartWithWhatAStreamSays() {
        before = () -> {
            throw new IllegalStateException("no memory for another state");
        };
        try (RestoringThread thread = new RestoringThread(streams)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < ENTRIES; i++) restore(thread, 0, i, 0, (byte) 1, 100);
                        thread.finish();
                    })
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no memory for another state");
        }
    }

    /** The other half of the start has failed. */
    @Test
    void shouldEndBeforeEverythingIsRestored() throws IOException {
        CountDownLatch isRestoring = new CountDownLatch(1);
        before = isRestoring::countDown;
        try (RestoringThread thread = new RestoringThread(streams)) {
            while (isRestoring.getCount() > 0) restore(thread, 0, 1, 0, (byte) 1, 100);
        }
        assertThat(restored.size()).isBetween(1, expected.size());
    }
}

package io.headrace.exec.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class SmallPartsTest {
    @Test
    void shouldDoubleThePauseUpToAnEnd() {
        Backoff backoff = new Backoff(TimeUnit.SECONDS.toNanos(2));
        assertThat(new long[] {
                    backoff.next(), backoff.next(), backoff.next(), backoff.next(), backoff.next(), backoff.next()
                })
                .containsExactly(
                        2_000_000_000L,
                        4_000_000_000L,
                        8_000_000_000L,
                        16_000_000_000L,
                        30_000_000_000L,
                        30_000_000_000L);
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(2_000_000_000L);
    }

    @Test
    void shouldNotShortenAPauseThatIsLongFromTheStart() {
        Backoff backoff = new Backoff(TimeUnit.SECONDS.toNanos(60));
        backoff.next();
        assertThat(backoff.next()).isEqualTo(60_000_000_000L);
    }

    @Test
    void shouldFollowTheSystemsClock() {
        ArrivalClock clock = new ArrivalClock(InstantSource.system());
        for (int i = 0; i < 100_000; i++) {
            long before = System.currentTimeMillis();
            long now = clock.epochNanos() / 1_000_000;
            assertThat(now).isBetween(before - 2, System.currentTimeMillis() + 2);
        }
    }

    @Test
    void shouldFollowAClockThatIsSetByHand() {
        ManualClock manual = new ManualClock();
        ArrivalClock clock = new ArrivalClock(manual);
        long before = clock.nanoTime();
        assertThat(clock.epochNanos()).isEqualTo(manual.nanos());
        manual.advance(Duration.ofNanos(3));
        assertThat(clock.epochNanos()).isEqualTo(manual.nanos());
        assertThat(clock.nanoTime() - before).isEqualTo(3);
    }

    @Test
    void shouldReadTheSystemsClockWithoutAllocating() {
        ArrivalClock clock = new ArrivalClock(InstantSource.system());
        Allocation.assertNone("reading the clock", () -> {
            if (clock.nanoTime() == 0 || clock.epochNanos() == 0) throw new AssertionError();
        });
    }

    @Test
    void shouldAcknowledgeTheLastPositionThatIsSafe() {
        long address = NativeMemory.allocate(Long.BYTES, MemoryTag.TEST);
        try (PendingPositions pending = new PendingPositions()) {
            for (int i = 0; i < 10; i++) {
                RawMemory.putLong(address, i * 100L);
                pending.add(i, address, Long.BYTES);
            }
            assertThat(pending.take(-1)).isNegative();
            int entry = pending.take(4);
            assertThat(pending.length(entry)).isEqualTo(Long.BYTES);
            assertThat(RawMemory.getLong(pending.address(entry))).isEqualTo(400);
            assertThat(pending.take(4)).isNegative();
            assertThat(RawMemory.getLong(pending.address(pending.take(99)))).isEqualTo(900);
            assertThat(pending.isEmpty()).isTrue();
        }
        NativeMemory.free(address, Long.BYTES, MemoryTag.TEST);
    }

    @Test
    void shouldAcknowledgeLaterButNeverWronglyWhenManyAreNotSafe() {
        long address = NativeMemory.allocate(Long.BYTES, MemoryTag.TEST);
        try (PendingPositions pending = new PendingPositions()) {
            for (int i = 0; i < 1000; i++) {
                RawMemory.putLong(address, i);
                pending.add(i, address, Long.BYTES);
            }
            assertThat(RawMemory.getLong(pending.address(pending.take(998)))).isEqualTo(254);
            assertThat(RawMemory.getLong(pending.address(pending.take(999)))).isEqualTo(999);
        }
        NativeMemory.free(address, Long.BYTES, MemoryTag.TEST);
    }
}

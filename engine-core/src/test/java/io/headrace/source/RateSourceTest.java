package io.headrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class RateSourceTest {
    private final RecordingWriter out = new RecordingWriter(1000);
    private long nanos = Long.MAX_VALUE - 1000; // a nano time may wrap

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private List<Long> numbers() {
        return out.records.stream().map(RateSourceTest::number).toList();
    }

    private void after(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void shouldDeliverByTheClock() {
        try (PolledRate source = new PolledRate(1000, null, 0, () -> nanos)) {
            assertThat(source.poll(out)).isZero();
            after(3);
            assertThat(source.poll(out)).isEqualTo(3);
            assertThat(source.poll(out)).isZero();
            after(1);
            assertThat(source.poll(out)).isEqualTo(1);
        }
        assertThat(numbers()).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void shouldKeepItsRateWhateverThePace() {
        try (PolledRate source = new PolledRate(333, null, 0, () -> nanos)) {
            for (int i = 0; i < 70_000; i++) {
                after(1);
                source.poll(out);
            }
        }
        assertThat(out.records).hasSize(333 * 70);
    }

    @Test
    void shouldCatchUpWithABoundedBurstOnly() {
        try (PolledRate source = new PolledRate(1000, null, 0, () -> nanos)) {
            after(60_000);
            int burst = source.poll(out);
            assertThat(burst).isEqualTo(100);
            after(2);
            assertThat(source.poll(out)).isEqualTo(2);
        }
        assertThat(numbers().get(101)).isEqualTo(101L);
    }

    @Test
    void shouldGiveItsNextNumberAsPositionAndGoOnThere() throws Exception {
        try (PolledRate source = new PolledRate(1000, null, 0, () -> nanos)) {
            after(5);
            source.poll(out);
        }
        byte[] position = out.positions.get(out.positions.size() - 1);
        assertThat(number(position)).isEqualTo(5);

        try (PolledSource source = new RateSource(1_000_000).open(position)) {
            Polling.until(source, out, () -> out.records.size() > 5);
        }
        assertThat(numbers().get(5)).isEqualTo(5);
    }

    @Test
    void shouldKeepARecordThatThereIsNoRoomFor() {
        out.room = 2;
        try (PolledRate source = new PolledRate(1000, null, 0, () -> nanos)) {
            after(4);
            assertThat(source.poll(out)).isEqualTo(2);
            assertThat(number(out.positions.get(1))).isEqualTo(2);
            out.room = 5;
            assertThat(source.poll(out)).isEqualTo(2);
        }
        assertThat(numbers()).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void shouldDeliverWhatAFunctionWrites() {
        RecordFill fill = (number, address, capacity) -> {
            RawMemory.putByte(address, (byte) ('a' + number));
            return 1;
        };
        try (PolledRate source = new PolledRate(1000, fill, 0, () -> nanos)) {
            after(3);
            source.poll(out);
        }
        assertThat(out.lines()).containsExactly("a", "b", "c");
    }

    @Test
    void shouldNotBelieveAFunctionThatWroteTooMuch() {
        try (PolledRate source = new PolledRate(1000, (number, address, capacity) -> capacity + 1, 0, () -> nanos)) {
            after(3);
            assertThatThrownBy(() -> source.poll(out))
                    .hasMessageContaining("record 0")
                    .hasMessageContaining("1001");
        }
    }

    @Test
    void shouldRefuseAPositionOfAnotherSource() {
        assertThatThrownBy(() -> new RateSource(1).open(new byte[3])).hasMessageContaining("3 bytes");
        assertThatThrownBy(() -> new RateSource(0)).hasMessageContaining("rate of 0");
    }

    @Test
    void shouldAllocateNothing() {
        NothingWriter nothing = new NothingWriter();
        try (PolledRate source = new PolledRate(1_000_000, null, 0, () -> nanos)) {
            Allocation.assertNone("poll", () -> {
                nanos += 10_000;
                source.poll(nothing);
            });
        }
        assertThat(nothing.records).isGreaterThan(100_000);
    }
}

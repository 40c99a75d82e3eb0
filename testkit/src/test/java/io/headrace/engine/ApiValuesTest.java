package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headrace.Backpressure;
import io.headrace.BackpressureRule;
import io.headrace.Durations;
import io.headrace.FailurePolicy;
import io.headrace.HeadraceConf;
import io.headrace.StatCounter;
import io.headrace.Time;
import io.headrace.Tuple3;
import io.headrace.Tuple4;
import io.headrace.affinity.plan.PinPolicy;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.receiver.FullPolicy;
import io.headrace.sink.SinkAhead;
import io.headrace.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The values that programs handle: times, tuples, figures, settings. */
class ApiValuesTest {
    @Test
    void shouldCompareAndMoveTimes() {
        Time time = new Time(3_000);
        assertThat(time.plus(Durations.seconds(2))).isEqualTo(new Time(5_000));
        assertThat(time.minus(Durations.seconds(1))).isEqualTo(new Time(2_000));
        assertThat(time.minus(new Time(500))).isEqualTo(Duration.ofMillis(2_500));
        assertThat(time.less(new Time(3_001))).isTrue();
        assertThat(time.less(time)).isFalse();
        assertThat(time.lessEq(time)).isTrue();
        assertThat(time.lessEq(new Time(2_999))).isFalse();
        assertThat(time.greater(new Time(2_999))).isTrue();
        assertThat(time.greater(time)).isFalse();
        assertThat(time.greaterEq(time)).isTrue();
        assertThat(time.greaterEq(new Time(3_001))).isFalse();
        assertThat(time.isMultipleOf(Durations.milliseconds(1_500))).isTrue();
        assertThat(time.isMultipleOf(Durations.milliseconds(2_000))).isFalse();
        assertThat(List.of(new Time(2), new Time(3), new Time(1)).stream()
                        .sorted()
                        .toList())
                .containsExactly(new Time(1), new Time(2), new Time(3));
        assertThat(time.compareTo(new Time(4_000))).isNegative();
    }

    @Test
    void shouldHoldWhatTuplesAreGiven() {
        Tuple3<String, Integer, Long> three = new Tuple3<>("a", 2, 3L);
        assertThat(three._1() + three._2() + three._3()).isEqualTo("a23");
        Tuple4<String, Integer, Long, Character> four = new Tuple4<>("a", 2, 3L, 'd');
        assertThat(four._1() + four._2() + four._3() + four._4()).isEqualTo("a23d");
        assertThat(four).isEqualTo(new Tuple4<>("a", 2, 3L, 'd')).isNotEqualTo(new Tuple4<>("a", 2, 3L, 'e'));
    }

    @Test
    void shouldCountAsOneHoweverTheNumbersWereSplit() {
        StatCounter all = new StatCounter();
        for (double number : List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0)) all.merge(number);
        StatCounter some = new StatCounter();
        some.merge(2).merge(4).merge(4);
        StatCounter others = new StatCounter();
        others.merge(4).merge(5).merge(5).merge(7).merge(9);
        StatCounter copy = some.copy();
        StatCounter together = some.merge(others);
        assertThat(copy.count()).isEqualTo(3);
        for (StatCounter counter : List.of(all, together)) {
            assertThat(counter.count()).isEqualTo(8);
            assertThat(counter.sum()).isEqualTo(40, within(1e-9));
            assertThat(counter.mean()).isEqualTo(5, within(1e-9));
            assertThat(counter.min()).isEqualTo(2);
            assertThat(counter.max()).isEqualTo(9);
            assertThat(counter.variance()).isEqualTo(4, within(1e-9));
            assertThat(counter.popVariance()).isEqualTo(4, within(1e-9));
            assertThat(counter.stdev()).isEqualTo(2, within(1e-9));
            assertThat(counter.popStdev()).isEqualTo(2, within(1e-9));
            assertThat(counter.sampleVariance()).isEqualTo(32.0 / 7, within(1e-9));
            assertThat(counter.sampleStdev()).isEqualTo(Math.sqrt(32.0 / 7), within(1e-9));
        }
    }

    @Test
    void shouldSayWhatWasSetOfSinksSpillingAndTheConsole() {
        HeadraceConf conf = HeadraceConf.builder()
                .setAll(Map.of(
                        "headrace.sink.retries", "5",
                        "headrace.sink.retry.delay", "20ms",
                        "headrace.output.slow.after", "3s",
                        "headrace.spill.memory", "1048576",
                        "headrace.console.port", "0",
                        "headrace.console.address", "127.0.0.1",
                        "headrace.console.token", "a token of many letters",
                        "headrace.console.hosts", "one.example,two.example"))
                .build();
        assertThat(conf.sinkRetries()).isEqualTo(5);
        assertThat(conf.sinkRetryDelay()).hasMillis(20);
        assertThat(conf.outputSlowAfter()).hasSeconds(3);
        assertThat(conf.spillMemory()).isEqualTo(1 << 20);
        assertThat(conf.consolePort()).isZero();
        assertThat(conf.consoleAddress()).isEqualTo("127.0.0.1");
        assertThat(conf.consoleToken()).isEqualTo("a token of many letters");
        assertThat(conf.consoleHosts()).containsExactly("one.example", "two.example");
    }

    @Test
    void shouldSayWhatWasSet() {
        ManualClock clock = new ManualClock();
        KryoRegistry kryo = KryoRegistry.builder().build();
        HeadraceConf conf = HeadraceConf.builder()
                .setAppName("orders")
                .directory(Path.of("/tmp/orders"))
                .workers(3)
                .pinning(PinPolicy.OFF)
                .strict(true)
                .failurePolicy(FailurePolicy.DEAD_LETTER)
                .remember(Durations.seconds(7))
                .blockBytes(1 << 20)
                .clock(clock)
                .kryo(kryo)
                .setAll(Map.of(
                        "headrace.stop.on.shutdown", "true",
                        "headrace.stop.marker", "/tmp/stop",
                        "headrace.stop.timeout", "3s",
                        "headrace.receiver.ring.slots", "8",
                        "headrace.receiver.max.rate", "500",
                        "headrace.log.roll.bytes", "16777216",
                        "headrace.log.archive", "/tmp/rolls",
                        "headrace.files.min.remember", "90s"))
                .build();
        assertThat(conf.name()).isEqualTo("orders");
        assertThat(conf.strict()).isTrue();
        assertThat(conf.workers()).isEqualTo(3);
        assertThat(conf.pinning()).isEqualTo(PinPolicy.OFF);
        assertThat(conf.failurePolicy()).isEqualTo(FailurePolicy.DEAD_LETTER);
        assertThat(conf.remember()).hasSeconds(7);
        assertThat(conf.blockBytes()).isEqualTo(1 << 20);
        assertThat(conf.clock()).isSameAs(clock);
        assertThat(conf.kryo()).isSameAs(kryo);
        assertThat(conf.stopOnShutdown()).isTrue();
        assertThat(conf.stopMarker()).isEqualTo(Path.of("/tmp/stop"));
        assertThat(conf.stopTimeout()).hasSeconds(3);
        assertThat(conf.ringSlots()).isEqualTo(8);
        assertThat(conf.maxRate()).isEqualTo(500);
        assertThat(conf.rollBytes()).isEqualTo(16 << 20);
        assertThat(conf.archive()).isEqualTo(Path.of("/tmp/rolls"));
        assertThat(conf.minRememberDuration()).hasSeconds(90);
        assertThat(conf.backend()).isNull();
    }

    @Test
    void shouldHaveDefaultsForTheRest() {
        HeadraceConf conf =
                HeadraceConf.builder().batchInterval(Durations.seconds(2)).build();
        assertThat(conf.strict()).isFalse();
        assertThat(conf.stopTimeout()).hasSeconds(20); // ten batches
        assertThat(conf.stopOnShutdown()).isFalse();
        assertThat(conf.stopMarker()).isNull();
        assertThat(conf.archive()).isNull();
        assertThat(conf.checkpointInterval()).isNull();
        assertThat(conf.sinkAhead()).isEqualTo(SinkAhead.FAIL);
        assertThat(conf.fullPolicy()).isEqualTo(FullPolicy.BLOCK);
        assertThat(conf.batchQueueLength()).isPositive();
        assertThat(conf.behindAfter()).isPositive();
        assertThat(conf.backpressure()).isNull();
    }

    @Test
    void shouldGiveTheSettingsOfBackpressureTogether() {
        HeadraceConf conf = HeadraceConf.builder()
                .batchInterval(Durations.seconds(1))
                .setAll(Map.of(
                        "headrace.backpressure.enabled", "true",
                        "headrace.backpressure.initial.rate", "1000",
                        "headrace.backpressure.pid.proportional", "0.5",
                        "headrace.backpressure.pid.integral", "0.25",
                        "headrace.backpressure.pid.derived", "0.125",
                        "headrace.backpressure.min.rate", "10"))
                .build();
        Backpressure given = conf.backpressure();
        assertThat(given).isNotNull();
        assertThat(given.rule()).isEqualTo(BackpressureRule.PID);
        assertThat(given.initialRate()).isEqualTo(1_000);
        assertThat(given.proportional()).isEqualTo(0.5);
        assertThat(given.integral()).isEqualTo(0.25);
        assertThat(given.derived()).isEqualTo(0.125);
        assertThat(given.minRate()).isEqualTo(10);
        assertThat(given.target()).isPositive();
        assertThat(given)
                .isEqualTo(new Backpressure(BackpressureRule.PID, 1_000, 0.5, 0.25, 0.125, 10, given.target()));
    }
}

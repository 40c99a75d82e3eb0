package io.headrace.affinity.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.affinity.plan.Role;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SizingTest {
    private static final CostModel COSTS = CostModel.defaults();

    @Test
    void shouldUseTwoCoresForOneReceiverAndOneWorker() {
        SizingPlan plan = size(2, SizingRequest.of(1e5, 1024, 1));
        assertThat(plan.fits()).isTrue();
        assertThat(plan.workers()).isEqualTo(1);
        assertThat(plan.cores().of(Role.SCHEDULER).thread())
                .isEqualTo(plan.cores().of(Role.LOG).thread());
        assertThat(plan.cores().of(Role.JOB).thread())
                .isEqualTo(plan.cores().of(Role.WORKER).thread());
    }

    @Test
    void shouldTakeMoreWorkersForMoreWorkAndNoMoreBlocksThanFeedThem() {
        SizingRequest.Builder load =
                SizingRequest.of(1e6, 100, 1).durability(Durability.OFF).batch(Duration.ofMillis(10));
        CostModel slow = COSTS.with(Cost.FOLD_RECORD, 2_000);
        SizingPlan plan = Sizing.plan(Machines.cores(16), load.build(), slow);
        assertThat(plan.fits()).isTrue();
        assertThat(plan.workers()).isBetween(4, 8);
        long blocks = plan.batchInterval().dividedBy(plan.blockInterval());
        assertThat(blocks).isBetween((long) plan.workers(), plan.workers() + 1L);
    }

    @Test
    void shouldLogWhatIsReceivedAndItsOverheadButNoMore() {
        SizingPlan plan = size(4, SizingRequest.of(1e6, 100, 2).batch(Duration.ofMillis(10)));
        assertThat(plan.log().blocksPerHour()).isBetween(104L * 3_600_000_000L, 105L * 3_600_000_000L);
        assertThat(plan.log().deltasPerHour()).isZero();
        assertThat(size(4, SizingRequest.of(1e6, 100, 2).durability(Durability.OFF))
                        .walBytesPerHour())
                .isZero();
    }

    @Test
    void shouldLogPositionsOnlyOfASourceThatKeepsThem() {
        SizingPlan plan = size(4, SizingRequest.of(1e5, 1000, 0).batch(Duration.ofMillis(10)));
        assertThat(plan.log().blocksPerHour()).isZero();
        assertThat(plan.log().journalPerHour()).isPositive();
        assertThat(plan.utilisation().loads()).doesNotContainKey("receiver").containsKey("worker");
    }

    @Test
    void shouldCountTheDeltasOfTheKeysThatABatchTouches() {
        SizingRequest.Builder load =
                SizingRequest.of(1e4, 100, 1).stateKeys(1_000_000).batch(Duration.ofMillis(10));
        SizingPlan plan = size(4, load);
        // 100 records a batch touch 100 different keys of a million; a delta has the key's bytes and 8 more.
        assertThat(plan.log().deltasPerHour() / 3600.0).isBetween(1e4 * 40 * 0.99, 1e4 * 40);
    }

    @Test
    void shouldLetADeltaCoverSeveralBatchesWhenTheDiskAsksForIt() {
        SizingRequest.Builder load = SizingRequest.of(5e6, 16, 2)
                .keys(new SizingRequest.Keys(20_000, 0, 0, 200))
                .batch(Duration.ofMillis(5));
        SizingPlan plan = size(16, load);
        assertThat(plan.deltaBatches()).isGreaterThan(1);
        CostModel wide = COSTS.with(Cost.DISK_BANDWIDTH, 20e9).with(Cost.APPEND_BYTE, 0.01);
        assertThat(Sizing.plan(Machines.cores(16), load.build(), wide).deltaBatches())
                .isEqualTo(1);
    }

    @Test
    void shouldNameTheDiskWhenItIsTheBottleneck() {
        SizingPlan plan = size(16, SizingRequest.of(1e6, 2_000, 4));
        assertThat(plan.fits()).isFalse();
        assertThat(plan.bottleneck()).isEqualTo("disk");
        assertThat(plan.advice())
                .anyMatch(s -> s.startsWith("What would carry it:") && s.contains("a disk that takes"));
    }

    @Test
    void shouldSayHowManyCoresWouldDo() {
        CostModel slow = COSTS.with(Cost.FOLD_RECORD, 3_000);
        SizingRequest load = SizingRequest.of(2e6, 100, 2).build();
        SizingPlan plan = Sizing.size(Machines.cores(4), load, slow);
        assertThat(plan.fits()).isFalse();
        String cure = plan.advice().stream()
                .filter(s -> s.startsWith("What would carry it:"))
                .findFirst()
                .orElseThrow();
        int cores = Integer.parseInt(cure.replaceAll("^What would carry it: ([0-9]+) cores.*$", "$1"));
        assertThat(Sizing.plan(Machines.cores(cores), load, slow).fits()).isTrue();
        assertThat(Sizing.plan(Machines.cores(cores - 1), load, slow).fits()).isFalse();
    }

    @Test
    void shouldAskForMoreReceiversWhenOneCannotTakeTheInputIn() {
        CostModel costs = COSTS.with(Cost.ENCODE_RECORD, 600);
        SizingPlan plan =
                Sizing.size(Machines.cores(32), SizingRequest.of(3e6, 50, 1).build(), costs);
        assertThat(plan.bottleneck()).isEqualTo("receiver");
        assertThat(plan.advice()).anyMatch(s -> s.contains("What would carry it: 3 receivers instead of 1"));
    }

    @Test
    void shouldSplitALoadThatOneLogCannotTake() {
        CostModel costs = COSTS.with(Cost.APPEND_BYTE, 20).with(Cost.DISK_BANDWIDTH, 1e11);
        SizingPlan plan =
                Sizing.size(Machines.cores(32), SizingRequest.of(1e6, 100, 2).build(), costs);
        assertThat(plan.bottleneck()).isEqualTo("log");
        assertThat(plan.advice())
                .anyMatch(s ->
                        s.equals("What would carry it: the load split over 4 contexts, each with a log of its own."));
    }

    @Test
    void shouldCountMemoryWhereItIsKnown() {
        SizingRequest.Builder load = SizingRequest.of(1e4, 100, 1).stateKeys(200_000_000);
        SizingPlan plan = size(8, load.memoryBytes(8L << 30));
        assertThat(plan.bottleneck()).isEqualTo("memory");
        assertThat(plan.advice()).anyMatch(s -> s.contains("of memory instead of 8 GiB"));
        assertThat(size(8, load.memoryBytes(0)).utilisation().loads()).doesNotContainKey("memory");
    }

    @Test
    void shouldMeetALatencyGoalOrSayThatItCannot() {
        SizingRequest.Builder load = SizingRequest.of(1e5, 100, 1).latencyGoal(Duration.ofMillis(30));
        assertThat(size(4, load).latency()).isLessThan(Duration.ofMillis(30));
        SizingPlan tight = size(4, load.latencyGoal(Duration.ofMillis(1)));
        assertThat(tight.fits()).isFalse();
        assertThat(tight.bottleneck()).isEqualTo("latency");
        assertThat(tight.advice()).anyMatch(s -> s.startsWith("No machine meets the latency goal"));
    }

    @Test
    void shouldReckonWithAQuota() {
        SizingRequest load = SizingRequest.of(1e6, 100, 2).build();
        SizingPlan plan = Sizing.size(Machines.withQuota(8, 0.5), load, COSTS);
        assertThat(plan.utilisation().loads()).containsKey("quota");
        assertThat(plan.utilisation().fractions().get("quota"))
                .isGreaterThan(Sizing.plan(Machines.withQuota(8, 2), load, COSTS)
                        .utilisation()
                        .fractions()
                        .get("quota"));
        assertThat(plan.jvmFlags()).contains("-XX:+UseSerialGC");
    }

    @Test
    void shouldWaitForTheDiskOncePerBatchOrPerBlock() {
        SizingRequest.Builder load = SizingRequest.of(1e5, 100, 1).batch(Duration.ofMillis(2));
        double process = log(size(4, load));
        double batch = log(size(4, load.durability(Durability.BATCH)));
        double record = log(size(4, load.durability(Durability.RECORD)));
        assertThat(batch - process)
                .isCloseTo(COSTS.get(Cost.SYNC) * 500 / 1e9, org.assertj.core.api.Assertions.within(0.001));
        assertThat(record).isGreaterThan(batch);
    }

    private static double log(SizingPlan plan) {
        return plan.utilisation().fractions().getOrDefault("log", -1.0);
    }

    @Test
    void shouldKeepTheLogAsLongAsItIsToBeReplayable() {
        SizingRequest.Builder load = SizingRequest.of(1e5, 100, 1).batch(Duration.ofMillis(10));
        SizingPlan plan = size(4, load.replayRetention(Duration.ofHours(3)));
        assertThat(plan.log().kept()).isBetween(plan.walBytesPerHour() * 3 - 3, plan.walBytesPerHour() * 3 + 3);
    }

    @Test
    void shouldLimitTheMemoryOfTheProcessToWhatItCounted() {
        SizingPlan plan = size(4, SizingRequest.of(1e6, 100, 2).window(Duration.ofSeconds(10)));
        assertThat(plan.jvmFlags()).contains("-Dheadrace.memory.limit=" + plan.offHeapBytes(), "@headrace.jvmargs");
        assertThat(plan.memory().windows()).isEqualTo(1_040_000_000L);
    }

    @Test
    void shouldRefuseALoadThatCannotBe() {
        assertRefused("rate -5", () -> SizingRequest.of(-5, 100, 1).build());
        assertRefused("rate NaN", () -> SizingRequest.of(Double.NaN, 100, 1).build());
        assertRefused("record bytes 0", () -> SizingRequest.of(1, 0, 1).build());
        assertRefused("receivers -1", () -> SizingRequest.of(1, 1, -1).build());
        assertRefused(
                "longest record 50",
                () -> SizingRequest.of(1, 100, 1).maxRecordBytes(50).build());
        assertRefused(
                "batch 100us",
                () -> SizingRequest.of(1, 1, 1).batch(Duration.ofNanos(100_000)).build());
        assertRefused("touched keys 9", () -> new SizingRequest.Keys(5, 9, 0, 10));
        assertRefused("key skew 1.0", () -> new SizingRequest.Keys(0, 0, 1, 10));
        assertRefused(
                "replay retention 1h",
                () -> SizingRequest.of(1, 1, 1)
                        .durability(Durability.OFF)
                        .replayRetention(Duration.ofHours(1))
                        .build());
        assertRefused(
                "latency 5ms",
                () -> SizingRequest.of(1, 1, 1)
                        .batch(Duration.ofMillis(10))
                        .latencyGoal(Duration.ofMillis(5))
                        .build());
    }

    private static void assertRefused(String named, Runnable make) {
        assertThatThrownBy(make::run).isInstanceOf(SizingException.class).hasMessageContaining(named);
    }

    private static SizingPlan size(int cores, SizingRequest.Builder load) {
        return Sizing.size(Machines.cores(cores), load.build(), COSTS);
    }
}

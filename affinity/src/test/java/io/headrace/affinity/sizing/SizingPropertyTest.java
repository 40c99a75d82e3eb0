package io.headrace.affinity.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.CorePlan;
import io.headrace.affinity.plan.Role;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Topology;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What holds of every plan, whatever the machine (1 to 256 CPUs) and the load (0 to 64 receivers). */
class SizingPropertyTest {
    private static final long SEED = Long.getLong("headrace.test.seed", System.nanoTime());
    private static final int CASES = 150;

    @Test
    void shouldRespectTheMachine() {
        forAnyCase((topology, request) -> {
            CorePlan cores =
                    Sizing.plan(topology, request, CostModel.defaults()).cores();
            CpuSet seen = CpuSet.EMPTY;
            for (Assignment assignment : cores.assignments()) {
                if (!assignment.hasCpu() || assignment.role() == Role.SPARE) continue;
                assertThat(topology.allowed().contains(assignment.cpu())).isTrue();
                assertThat(seen.contains(assignment.cpu()))
                        .as("CPU given twice")
                        .isFalse();
                seen = seen.or(CpuSet.of(assignment.cpu()));
                if (topology.quota().isPresent())
                    assertThat(assignment.waitPolicy().burnsCpu())
                            .as("spins under a quota")
                            .isFalse();
            }
            assertThat(cores.receivers()).isEqualTo(request.receivers());
            if (request.workers() > 0) assertThat(cores.workers()).isEqualTo(request.workers());
            else assertThat(cores.workers()).isBetween(1, Math.max(1, topology.usable()));
        });
    }

    @Test
    void shouldFitExactlyWhenNothingIsAboveItsCeiling() {
        forAnyCase((topology, request) -> {
            SizingPlan plan = Sizing.plan(topology, request, CostModel.defaults());
            boolean above =
                    plan.utilisation().loads().values().stream().anyMatch(load -> load.fraction() > load.ceiling());
            assertThat(plan.fits()).isEqualTo(!above);
            assertThat(plan.utilisation().fractions().values())
                    .allSatisfy(fraction -> assertThat(fraction).isFinite().isNotNegative());
            assertThat(plan.utilisation().loads()).containsKey(plan.bottleneck());
            double worst = plan.utilisation().loads().values().stream()
                    .mapToDouble(Utilisation.Load::ofCeiling)
                    .max()
                    .orElseThrow();
            Utilisation.Load named = plan.utilisation().loads().get(plan.bottleneck());
            assertThat(named).isNotNull();
            assertThat(named == null ? -1 : named.ofCeiling()).isEqualTo(worst);
        });
    }

    @Test
    void shouldCutBlocksThatHoldTheLongestRecordAndFeedEveryWorker() {
        forAnyCase((topology, request) -> {
            SizingPlan plan = Sizing.plan(topology, request, CostModel.defaults());
            assertThat(Integer.bitCount(plan.blockBytes())).isEqualTo(1);
            assertThat(plan.blockBytes()).isBetween(BlockShape.MIN_BYTES, BlockShape.MAX_BYTES);
            assertThat(plan.blockBytes() - BlockShape.HEADER_BYTES - BlockShape.LENGTH_BYTES)
                    .isGreaterThanOrEqualTo(request.maxRecordBytes());
            assertThat(plan.blockInterval()).isPositive().isLessThanOrEqualTo(plan.batchInterval());
            assertThat(plan.blocks()).isGreaterThanOrEqualTo(2 * request.receivers());
            assertThat(plan.memory().blocks()).isEqualTo((long) plan.blocks() * plan.blockBytes());
            assertThat(plan.offHeapBytes()).isGreaterThanOrEqualTo(plan.memory().blocks());
            assertThat(plan.walBytesPerHour()).isNotNegative();
            if (!request.durability().logs()) assertThat(plan.walBytesPerHour()).isZero();
        });
    }

    @Test
    void shouldNeverLowerAUtilisationWhenTheRateGrows() {
        forAnyCase((topology, request) -> {
            ShapeSearch search = new ShapeSearch(topology, request, CostModel.defaults());
            Shape shape = search.best().shape();
            Utilisation before = search.predict(request.rate(), shape).utilisation();
            for (double factor : new double[] {1.01, 1.5, 3, 40}) {
                Utilisation after =
                        search.predict(request.rate() * factor, shape).utilisation();
                before.fractions()
                        .forEach(
                                (name, fraction) -> assertThat(after.fractions().get(name))
                                        .as("%s at %s times the rate of %s", name, factor, request)
                                        .isGreaterThanOrEqualTo(fraction));
                before = after;
            }
        });
    }

    @Test
    void shouldCarryEveryLowerRateThanOneItCarries() {
        forAnyCase((topology, request) -> {
            if (!Sizing.plan(topology, request, CostModel.defaults()).fits()) return;
            for (double factor : new double[] {0.9, 0.5, 0.1}) {
                SizingRequest less =
                        request.change().rate(request.rate() * factor).build();
                assertThat(Sizing.plan(topology, less, CostModel.defaults()).fits())
                        .as("%s of %s on %s", factor, request, topology)
                        .isTrue();
            }
        });
    }

    @Test
    void shouldGiveTheSamePlanAgain() {
        forAnyCase((topology, request) -> {
            SizingPlan once = Sizing.plan(topology, request, CostModel.defaults());
            SizingPlan again = Sizing.plan(topology, request, CostModel.defaults());
            assertThat(SizingFile.of(again).text())
                    .isEqualTo(SizingFile.of(once).text());
        });
    }

    @Test
    void shouldReadBackEveryFileThatItWrites() {
        forAnyCase((topology, request) -> {
            SizingFile file = SizingFile.of(Sizing.plan(topology, request, CostModel.defaults()));
            assertThat(new SizingFileReader("test", file.text()).read()).isEqualTo(file);
        });
    }

    private static void forAnyCase(BiConsumer<Topology, SizingRequest> property) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < CASES; i++) {
            Topology topology = Machines.any(random);
            SizingRequest request = anyRequest(random);
            try {
                property.accept(topology, request);
            } catch (Throwable e) {
                throw new AssertionError("seed " + SEED + ", case " + i + ": " + request + " on " + topology, e);
            }
        }
    }

    private static SizingRequest anyRequest(SplittableRandom random) {
        int recordBytes = (int) Math.pow(2, random.nextDouble() * 16);
        long keys = random.nextBoolean() ? 0 : (long) Math.pow(10, random.nextDouble() * 8);
        Durability durability = Durability.values()[random.nextInt(4)];
        return SizingRequest.of(Math.pow(10, random.nextDouble() * 8), recordBytes, random.nextInt(65))
                .maxRecordBytes(random.nextInt(4) == 0 ? SizingRequest.MAX_RECORD_BYTES : recordBytes)
                .workers(random.nextInt(4) == 0 ? 1 + random.nextInt(8) : 0)
                .batch(random.nextBoolean() ? null : Duration.ofMillis(1 + random.nextInt(2_000)))
                .keys(new SizingRequest.Keys(
                        keys, random.nextInt(4) == 0 ? keys / 3 : 0, keys == 0 ? 0 : random.nextInt(3) / 2.0, 48))
                .durability(durability)
                .replayRetention(durability.logs() ? Duration.ofMinutes(random.nextInt(60)) : Duration.ZERO)
                .window(Duration.ofSeconds(random.nextInt(20)))
                .memoryBytes(random.nextBoolean() ? 0 : 1L << (28 + random.nextInt(12)))
                .build();
    }
}

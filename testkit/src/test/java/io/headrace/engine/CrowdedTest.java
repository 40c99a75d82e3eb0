package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Topology;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Fewer CPUs than roles: everything arrives, what is short is said, and nothing burns a core by waiting. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CrowdedTest {
    private static final int RECEIVERS = 3;
    private static final long RECORDS = 20_000;

    /** Of a core: one thread that spun would take all of it, or of the quota. */
    private static final int MOST_IDLE_THOUSANDTHS = 250;

    private final CpuSet allowed = Topology.live().allowed();

    @TempDir
    Path scratch;

    private static String run(List<String> prefix) throws Exception {
        ForkedProgram program =
                ForkedProgram.start(prefix, List.of(), CrowdedProgram.class, "" + RECEIVERS, "" + RECORDS);
        try {
            int exit = program.awaitEnd();
            String said = program.said();
            assertThat(exit).as(said).isZero();
            return said;
        } finally {
            program.killAtOnce();
        }
    }

    private static void check(String said) {
        long sum = RECEIVERS * RECORDS * (RECORDS - 1) / 2;
        assertThat(said).contains(CrowdedProgram.ARRIVED + RECEIVERS * RECORDS + " " + sum);
        String idle = said.lines()
                .filter(line -> line.startsWith(CrowdedProgram.IDLE))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said));
        assertThat(Integer.parseInt(idle.substring(CrowdedProgram.IDLE.length())))
                .as(said)
                .isLessThan(MOST_IDLE_THOUSANDTHS);
    }

    private List<String> onTheFirst(int cpus) {
        return List.of("taskset", "-c", cpus == 1 ? "" + allowed.first() : allowed.first() + "," + second());
    }

    private int second() {
        for (int cpu = allowed.first() + 1; cpu <= allowed.last(); cpu++) if (allowed.contains(cpu)) return cpu;
        return allowed.first();
    }

    @Test
    void shouldServeThreeReceiversOnTwoCpus() throws Exception {
        String said = run(onTheFirst(2));
        check(said);
        assertThat(said)
                .contains("Without a CPU of their own: 3 of 3 receivers")
                .doesNotContain("SPIN");
    }

    @Test
    void shouldServeThreeReceiversOnOneCpu() throws Exception {
        String said = run(onTheFirst(1));
        check(said);
        assertThat(said).contains("There is room for 1 busy thread");
    }

    @Test
    void shouldServeThemBesideANeighbourThatTakesAllItCanGet() throws Exception {
        List<String> cpu = onTheFirst(1);
        Process neighbour = new ProcessBuilder("taskset", "-c", cpu.get(2), "sh", "-c", "while :; do :; done").start();
        try {
            check(run(cpu));
        } finally {
            neighbour.destroyForcibly().waitFor();
        }
    }

    @Tag("root")
    @Test
    void shouldServeThemOnHalfACpu() throws Exception {
        try (CpuQuota quota = CpuQuota.of(0.5, scratch)) {
            String said = run(quota.prefix());
            check(said);
            assertThat(said).contains("A quota of 0.50 CPUs holds");
        }
    }
}

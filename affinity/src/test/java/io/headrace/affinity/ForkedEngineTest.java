package io.headrace.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Topology;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Whole JVMs: started under a mask, and without the libraries that pinning needs. */
@EnabledOnOs(OS.LINUX)
class ForkedEngineTest {
    private final CpuSet allowed = Topology.live().allowed();

    @Test
    void shouldKeepToTheMaskThatTasksetGives() throws Exception {
        String cpu = String.valueOf(allowed.last());
        Map<String, String> said = ForkedEngine.under("taskset", "-c", cpu);

        assertThat(said)
                .containsEntry("processors", "1")
                .containsEntry("allowed", cpu)
                .containsEntry("usable", "1")
                .containsEntry("supply", "SCARCE")
                // One CPU is shared by all: there is nothing to pin, and nothing spins.
                .containsEntry("worker 0", "shared BLOCK")
                .containsEntry("receiver 0", "shared BLOCK")
                .containsEntry("before", cpu)
                .containsEntry("after", cpu)
                .containsEntry("preferred", "pinned to CPU " + cpu);
    }

    @Test
    void shouldPlanForTheWholeMachineWithoutAMask() throws Exception {
        Map<String, String> said = ForkedEngine.under();

        assertThat(said)
                .containsEntry("allowed", allowed.toString())
                .containsEntry("before", allowed.toString())
                .containsEntry("after", allowed.toString());
        if (allowed.size() == 2) assertThat(said).containsEntry("worker 0", "CPU " + allowed.last() + " BLOCK");
    }

    @Test
    void shouldSayThatTheNativeAccessIsMissing() throws Exception {
        Map<String, String> said = ForkedEngine.without("jna");

        assertThat(said.get("preferred")).contains("not pinned: JNA is not on the class path");
        assertThat(said.get("required")).startsWith("PinException").contains("net.java.dev.jna:jna");
        assertThat(said).containsEntry("after", allowed.toString());
        if (allowed.size() > 1) assertThat(said.get("worker 0")).startsWith("shared");
    }

    @Test
    void shouldSayThatTheLibraryIsMissing() throws Exception {
        Map<String, String> said = ForkedEngine.without("affinity-2");

        assertThat(said.get("preferred")).contains("not pinned: the affinity library cannot be loaded");
        assertThat(said.get("required")).startsWith("PinException");
    }
}

package io.headrace.affinity.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.affinity.plan.PinPolicy;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Machine;
import io.headrace.affinity.topology.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;

/** Pins real threads and asks the kernel. */
@EnabledOnOs(OS.LINUX)
class CpuPinTest {
    private final CpuSet allowed = Topology.live().allowed();

    private static CpuSet kernelMask() throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
            if (line.startsWith("Cpus_allowed_list:")) return CpuSet.parseList(line.substring(line.indexOf(':') + 1));
        }
        throw new AssertionError("no mask");
    }

    @Test
    void shouldPinToEachAllowedCpuAndComeBack() throws Exception {
        CpuSet before = kernelMask();
        for (int cpu : allowed.stream().toArray()) {
            try (CpuPin pin = CpuPin.to(cpu, PinPolicy.REQUIRED)) {
                assertThat(pin.isPinned()).isTrue();
                assertThat(pin.cpus()).isEqualTo(CpuSet.of(cpu));
                assertThat(kernelMask()).isEqualTo(CpuSet.of(cpu));
                assertThat(KernelMask.ofCallingThread()).isEqualTo(CpuSet.of(cpu));
            }
            assertThat(kernelMask()).isEqualTo(before);
        }
    }

    @Test
    void shouldComeBackToThePinAround() throws Exception {
        CpuSet before = kernelMask();
        CpuPin outer = CpuPin.to(allowed.first(), PinPolicy.REQUIRED);
        CpuPin inner = CpuPin.to(allowed.last(), PinPolicy.REQUIRED);
        assertThat(kernelMask()).isEqualTo(CpuSet.of(allowed.last()));
        inner.close();
        inner.close();
        assertThat(kernelMask()).isEqualTo(CpuSet.of(allowed.first()));
        outer.close();
        assertThat(kernelMask()).isEqualTo(before);
    }

    @Test
    void shouldPinToSeveral() throws Exception {
        try (CpuPin pin = CpuPin.to(allowed, PinPolicy.REQUIRED)) {
            assertThat(pin.isPinned()).isTrue();
            assertThat(kernelMask()).isEqualTo(allowed);
        }
    }

    @Test
    void shouldNameWhatCannotBeWhenRequired() throws Exception {
        CpuSet before = kernelMask();

        assertThatThrownBy(() -> CpuPin.to(1000, PinPolicy.REQUIRED))
                .isInstanceOf(PinException.class)
                .hasMessageContaining("CPU 1000")
                .hasMessageContaining("PREFERRED");
        assertThat(kernelMask()).isEqualTo(before);
    }

    @Test
    void shouldRefuseWhatTheKernelWouldCutDown() throws Exception {
        CpuSet before = kernelMask();
        CpuSet tooMuch = allowed.or(CpuSet.of(900));

        assertThatThrownBy(() -> CpuPin.to(tooMuch, PinPolicy.REQUIRED)).hasMessageContaining("keeps to " + allowed);
        assertThat(kernelMask()).isEqualTo(before);
    }

    @Test
    void shouldGoOnWithoutWhenPreferred() throws Exception {
        CpuSet before = kernelMask();
        try (CpuPin pin = CpuPin.to(1000, PinPolicy.PREFERRED)) {
            assertThat(pin.isPinned()).isFalse();
            assertThat(pin.whyNot()).isNotNull();
            assertThat(kernelMask()).isEqualTo(before);
        }
    }

    @Test
    void shouldSayWhenANumberIsBeyondTheLibrary() {
        try (CpuPin pin = CpuPin.to(1024, PinPolicy.PREFERRED)) {
            assertThat(pin.whyNot()).contains("CPU 1024 is beyond");
        }
    }

    @Test
    void shouldDoNothingWhenOff() throws Exception {
        CpuSet before = kernelMask();
        try (CpuPin pin = CpuPin.to(allowed.first(), PinPolicy.OFF)) {
            assertThat(pin.isPinned()).isFalse();
            assertThat(pin).hasToString("not pinned: pinning is OFF");
            assertThat(kernelMask()).isEqualTo(before);
        }
    }

    @Test
    void shouldRefuseToBeClosedByAnotherThread() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CpuPin pin = CpuPin.to(allowed.first(), PinPolicy.REQUIRED);
        Thread other = new Thread(pin::close);
        other.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
        other.start();
        other.join();
        assertThat(thrown.get()).hasMessageContaining("must be closed by that thread");
        assertThat(pin.isPinned()).isTrue();
        pin.close();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void shouldRefuseAVirtualThread() throws Exception {
        AtomicReference<String> whyNot = new AtomicReference<>();
        Runnable body = () -> {
            try (CpuPin pin = CpuPin.to(allowed.first(), PinPolicy.PREFERRED)) {
                whyNot.set(String.valueOf(pin.whyNot()));
            }
        };
        // The method is younger than the JDK that this is compiled for.
        Thread thread = (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body);
        thread.join();
        assertThat(whyNot.get()).contains("virtual thread");
    }

    @Test
    void shouldRefuseNoCpuAtAll() {
        assertThatThrownBy(() -> CpuPin.to(CpuSet.EMPTY, PinPolicy.PREFERRED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldCountProcessorsBeforeThePin() {
        int processors = Machine.processors();
        try (CpuPin pin = CpuPin.to(allowed.first(), PinPolicy.REQUIRED)) {
            assertThat(pin.isPinned()).isTrue();
            assertThat(Machine.processors()).isEqualTo(processors);
            assertThat(Topology.live().allowed()).isEqualTo(allowed);
        }
    }
}

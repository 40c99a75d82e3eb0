package io.headrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.memory.testing.LeakCheck;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a JMX console finds in this process. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JmxTest {
    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

    @TempDir
    private Path directory;

    private static Set<ObjectName> beans() throws Exception {
        return BEANS.queryNames(new ObjectName("metrics:name=headrace*,*"), null);
    }

    @Test
    void shouldShowTheMetersAsBeans() throws Exception {
        CountDownLatch batches = new CountDownLatch(2);
        try (StreamingContext context = CountingProgram.in(directory, batches)) {
            MeterRegistry registry = Setups.jmx(context);
            context.start();
            batches.await();
            ObjectName records = new ObjectName("metrics:name=headraceBatchRecords.app.counting,type=meters");
            assertThat((Long) BEANS.getAttribute(records, "Count")).isPositive();
            ObjectName interval = new ObjectName("metrics:name=headraceBatchInterval.app.counting,type=gauges");
            assertThat(BEANS.getAttribute(interval, "Value")).isEqualTo(0.01);
            assertThat(beans()).hasSizeGreaterThan(50);
            context.stop();
            assertThat(beans()).isEmpty();
            registry.close();
        }
    }
}

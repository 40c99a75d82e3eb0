package io.headrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.memory.testing.LeakCheck;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What comes out of the wire towards a StatsD. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StatsdTest {
    private static final int MOST_BYTES = 65_536;

    @TempDir
    private Path directory;

    @Test
    void shouldSendTheMetersAsDatagrams() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                StreamingContext context = CountingProgram.in(directory)) {
            MeterRegistry registry = Setups.statsd(context, socket.getLocalPort());
            context.start();
            List<String> lines = new ArrayList<>();
            while (!has(lines, "headrace.batch.records:[1-9]\\d*\\|c\\|#(statistic:count,)?app:counting")
                    || !has(lines, "headrace.up:1\\|g\\|#(statistic:value,)?app:counting")
                    || !has(lines, "headrace.worker.busy:.*worker:worker 0.*")) lines.addAll(receive(socket));
            registry.close();
            assertThat(lines).allSatisfy(line -> assertThat(line).startsWith("headrace."));
        }
    }

    private static boolean has(List<String> lines, String pattern) {
        return lines.stream().anyMatch(line -> line.matches(pattern));
    }

    private static List<String> receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}

package io.headrace.exec.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PatienceStartTest {
    @Test
    void shouldKeepNoProcessAlive() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Patience patience = new Patience("test server", 1, TimeUnit.SECONDS.toNanos(10));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        try {
            server.setExecutor(patience.pool());
            patience.start(server);
            Set<Thread> made = new HashSet<>(Thread.getAllStackTraces().keySet());
            made.removeAll(before);
            assertThat(made).isNotEmpty().allMatch(Thread::isDaemon);
        } finally {
            server.stop(0);
            patience.end();
        }
    }
}

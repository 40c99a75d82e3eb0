package io.headrace.exec.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.affinity.wait.IdleStrategy;
import io.headrace.affinity.wait.WaitPolicy;
import io.headrace.memory.testing.Allocation;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sleeps here last for days unless something ends them: what is overlooked is a test that does not end. */
@Timeout(60)
class ReadableSleepTest {
    private static final long FOREVER = TimeUnit.DAYS.toNanos(1);
    private static final int ROUNDS = 2_000;
    private static final int MANY_FILES = 200;

    private final ReadableSleep sleep = new ReadableSleep(FOREVER);
    private final IdleStrategy idle = WaitPolicy.BLOCK.newIdle(FOREVER, sleep);
    private ServerSocketChannel server;
    private SocketChannel near;
    private SocketChannel far;

    @BeforeEach
    void open() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        connect();
    }

    private void connect() throws IOException {
        near = SocketChannel.open(server.getLocalAddress());
        near.configureBlocking(false);
        far = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        sleep.close();
        near.close();
        far.close();
        server.close();
    }

    @Test
    void shouldSeeEachByteWithoutACall() throws Exception {
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        AtomicInteger seen = new AtomicInteger();
        Thread sender = new Thread(() -> {
            ByteBuffer byteToSend = ByteBuffer.allocate(1);
            for (int i = 0; i < ROUNDS; i++) {
                while (seen.get() < i) Thread.onSpinWait();
                try {
                    int unused = far.write(byteToSend.clear());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        sender.start();
        sleep.watch(near);
        while (seen.get() < ROUNDS) {
            if (near.read(one.clear()) > 0) seen.incrementAndGet();
            else idle.idle(0);
        }
        sender.join();
    }

    @Test
    void shouldHearEachCall() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        Thread caller = new Thread(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                while (answered.get() < i) Thread.onSpinWait();
                asked.incrementAndGet();
                idle.wake();
            }
        });
        caller.start();
        for (int i = 0; answered.get() < ROUNDS; i++) {
            sleep.watch(i % 3 == 0 ? null : near);
            if (asked.get() > answered.get()) answered.incrementAndGet();
            else idle.idle(0);
        }
        caller.join();
    }

    @Test
    void shouldSleepNoLongerThanTheCallerHasTime() throws Exception {
        sleep.watch(near);
        idle.idle(0, TimeUnit.MICROSECONDS.toNanos(100));
        idle.idle(0, TimeUnit.MILLISECONDS.toNanos(2));
        idle.idle(0, 0);
    }

    /** A channel that a selector still has stays open, and its other side waits for ever. */
    @Test
    void shouldLetGoOfAConnectionThatIsClosed() throws Exception {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (int i = 0; i < 3; i++) {
            sleep.watch(near);
            idle.idle(0, TimeUnit.MILLISECONDS.toNanos(1));
            near.close();
            sleep.forget();
            assertThat(far.read(one.clear())).isEqualTo(-1);
            assertThatThrownBy(() -> {
                        // The first write behind the end may be taken; what answers it makes the next one fail.
                        while (true) far.write(one.clear());
                    })
                    .isInstanceOf(IOException.class);
            far.close();
            connect();
        }
    }

    /** The JDK looks a connection up by the number of its file as an object, and has objects for the first few only, unless told otherwise. */
    @Test
    void shouldAllocateNothingWhereManyFilesAreOpen(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        List<Closeable> open = new ArrayList<>(List.of(near, far)); // or their numbers are taken again
        try {
            while (open.size() < MANY_FILES) open.add(Files.newInputStream(file));
            connect();
            shouldAllocateNothing();
        } finally {
            for (Closeable one : open) one.close();
        }
    }

    @Test
    void shouldAllocateNothing() throws Exception {
        sleep.watch(near);
        far.write(ByteBuffer.allocate(1));
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        Allocation.assertNone("sleeping on a connection", () -> {
            idle.idle(0);
            idle.wake();
            idle.idle(0);
        });
        assertThat(near.read(one)).isOne();
    }

    @Test
    void shouldRefuseASleepThatASelectionCannotTime() {
        assertThatThrownBy(() -> new ReadableSleep(999_999)).hasMessageContaining("not for 999999 ns");
    }
}

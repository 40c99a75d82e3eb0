package io.headrace.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class SocketFramesTest {
    private static final byte[] BEGINNING = {};
    private static final int MAX_LENGTH = 1000;

    private final RecordingWriter out = new RecordingWriter(MAX_LENGTH);
    private Loopback server;
    private PolledSource source;
    private Loopback.Client client;

    @BeforeEach
    void connect() throws IOException {
        server = new Loopback();
        source = new SocketFrames("localhost", server.port()).open(BEGINNING);
        client = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        source.close();
        server.close();
    }

    private static byte[] frame(int length, byte fill) {
        byte[] bytes = new byte[4 + length];
        ByteBuffer.wrap(bytes).putInt(length);
        Arrays.fill(bytes, 4, bytes.length, fill);
        return bytes;
    }

    @Test
    void shouldDeliverFramesHoweverTheyAreSent() throws IOException {
        RandomGenerator random = Seed.random("frames");
        List<byte[]> expected = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            byte[] payload = new byte[random.nextInt(10) == 0 ? random.nextInt(MAX_LENGTH + 1) : random.nextInt(20)];
            random.nextBytes(payload);
            expected.add(payload);
        }
        ByteBuffer all = ByteBuffer.allocate(1 << 22);
        for (byte[] payload : expected) all.putInt(payload.length).put(payload);
        all.flip();

        while (all.hasRemaining()) {
            byte[] piece = new byte[Math.min(all.remaining(), 1 + random.nextInt(3000))];
            all.get(piece);
            client.send(piece);
            out.room = random.nextInt(100);
            for (int i = random.nextInt(4); i > 0; i--) source.poll(out);
        }
        out.room = Long.MAX_VALUE;
        Polling.until(source, out, () -> out.records.size() == expected.size());

        for (int i = 0; i < expected.size(); i++)
            assertThat(out.records.get(i)).as("frame %d", i).isEqualTo(expected.get(i));
        assertThat(out.rejects).isEmpty();
    }

    @Test
    void shouldRejectAFrameThatIsTooLongAndGoOn() throws Exception {
        Thread sender = new Thread(() -> {
            try {
                client.send(frame(3 << 20, (byte) 'x'));
                client.send(frame(MAX_LENGTH + 1, (byte) 'y'));
                client.send(frame(2, (byte) 'z'));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        sender.start();

        Polling.until(source, out, () -> out.records.size() == 1);
        sender.join();

        assertThat(out.lines()).containsExactly("zz");
        assertThat(out.rejects)
                .containsExactly(
                        new RecordingWriter.Reject(
                                "longer than 1000 bytes", "x".repeat(PolledBytes.SHOWN_BYTES), 3 << 20),
                        new RecordingWriter.Reject(
                                "longer than 1000 bytes", "y".repeat(PolledBytes.SHOWN_BYTES), MAX_LENGTH + 1));
    }

    @Test
    void shouldKnowTheLengthsOfFlatRecords() {
        FlatLayout fixed = FlatLayout.builder().addLong("a").addInt("b").build();
        assertThat(IntStream.range(0, 20).filter(LengthCheck.of(fixed)::accepts))
                .containsExactly(12);
        FlatLayout open = FlatLayout.builder().addLong("a").addText("note").build();
        assertThat(IntStream.range(6, 11).filter(LengthCheck.of(open)::accepts)).containsExactly(8, 9, 10);
    }

    @Test
    void shouldRejectFramesOfAnotherLengthThanTheRecordsHave() throws IOException {
        try (PolledSource flat = new SocketFrames("localhost", server.port(), LengthCheck.exactly(8)).open(BEGINNING);
                Loopback.Client second = server.accept()) {
            second.send(frame(8, (byte) 'a'));
            second.send(frame(7, (byte) 'b'));
            second.send(frame(0, (byte) 'c'));
            second.send(frame(8, (byte) 'd'));

            Polling.until(flat, out, () -> out.records.size() == 2);
        }

        assertThat(out.lines()).containsExactly("aaaaaaaa", "dddddddd");
        assertThat(out.rejects)
                .containsExactly(
                        new RecordingWriter.Reject(PolledFrames.BAD_LENGTH, "bbbbbbb", 7),
                        new RecordingWriter.Reject(PolledFrames.BAD_LENGTH, "", 0));
    }

    @Test
    void shouldGiveUpTheConnectionAtANegativeLength() throws IOException {
        client.send(frame(1, (byte) 'a'));
        client.send(new byte[] {-1, -1, -1, -5, 'b'});

        IOException lost = Polling.untilLost(source, out);

        assertThat(lost).hasMessageContaining("length -5");
        assertThat(out.lines()).containsExactly("a");
        assertThat(out.rejects)
                .singleElement()
                .satisfies(reject -> assertThat(reject.reason()).isEqualTo(PolledFrames.NEGATIVE));
    }

    @Test
    void shouldRejectAFrameThatTheEndCut() throws IOException {
        client.send(frame(2, (byte) 'a'));
        client.send(Arrays.copyOf(frame(10, (byte) 'b'), 9));
        client.close();

        IOException lost = Polling.untilLost(source, out);

        assertThat(lost).hasMessageContaining("closed the connection");
        assertThat(out.lines()).containsExactly("aa");
        assertThat(out.rejects)
                .singleElement()
                .satisfies(reject -> assertThat(reject.reason()).isEqualTo(PlainSocket.CUT_OFF));
    }

    @Test
    void shouldAllocateNothing() throws Exception {
        NothingWriter nothing = new NothingWriter();
        ByteBuffer frames = ByteBuffer.allocate(40 * 24);
        for (int i = 0; i < 40; i++) frames.put(frame(20, (byte) i));
        Thread sender = new Thread(() -> {
            try {
                while (true) client.send(frames.array());
            } catch (IOException e) {
                // the test is over
            }
        });
        sender.start();

        Allocation.assertNone("poll", 3_000, 1_000, () -> {
            try {
                source.poll(nothing);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        client.close();
        sender.join();
        assertThat(nothing.records).isPositive();
    }
}

package io.headrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class SocketLinesTest {
    private static final byte[] BEGINNING = {};
    private static final int MAX_LENGTH = 1000;

    private final RecordingWriter out = new RecordingWriter(MAX_LENGTH);
    private Loopback server;
    private PolledSource source;
    private Loopback.Client client;

    @BeforeEach
    void connect() throws IOException {
        server = new Loopback();
        source = new SocketLines("localhost", server.port()).open(BEGINNING);
        client = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        source.close();
        server.close();
    }

    @Test
    void shouldDeliverLinesWithoutTheirEnds() throws IOException {
        client.send("one\ntwo\r\n\nfour\r\n\r\n a\rb \n");

        Polling.until(source, out, () -> out.records.size() == 6);

        assertThat(out.lines()).containsExactly("one", "two", "", "four", "", " a\rb ");
        assertThat(out.rejects).isEmpty();
    }

    @Test
    void shouldPutALineTogetherFromSeveralPackets() throws IOException {
        client.send("half a li");
        Polling.until(source, out, () -> true);
        Polling.idle(source, out);
        assertThat(out.records).isEmpty();
        client.send("ne\r");
        Polling.idle(source, out);
        client.send("\nnext\n");

        Polling.until(source, out, () -> out.records.size() == 2);

        assertThat(out.lines()).containsExactly("half a line", "next");
    }

    @Test
    void shouldTakeCharactersThatPacketsCut() throws IOException {
        String text = "aä€😀 Grüße 漢字\n";
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            client.send(new byte[] {b});
            Polling.idle(source, out);
        }

        Polling.until(source, out, () -> out.records.size() == 1);

        assertThat(out.lines()).containsExactly("aä€😀 Grüße 漢字");
    }

    @Test
    void shouldRejectWhatIsNotUtf8AndGoOn() throws IOException {
        client.send("good\n");
        client.send(new byte[] {
            'b', 'a', 'd', (byte) 0xff, '\n', (byte) 0xc3, '\n', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '\n'
        });
        client.send("good again\n");

        Polling.until(source, out, () -> out.records.size() == 2);

        assertThat(out.lines()).containsExactly("good", "good again");
        assertThat(out.rejects).hasSize(3).allMatch(reject -> reject.reason().equals(PolledLines.NOT_UTF8));
        assertThat(out.rejects.get(0).shown()).isEqualTo("bad\u00ff");
    }

    @Test
    void shouldTakeALineOfTheLongestLengthAndRejectOneByteMore() throws IOException {
        client.send("x".repeat(MAX_LENGTH) + "\r\n" + "y".repeat(MAX_LENGTH + 1) + "\nz\n");

        Polling.until(source, out, () -> out.records.size() == 2);

        assertThat(out.lines()).containsExactly("x".repeat(MAX_LENGTH), "z");
        assertThat(out.rejects)
                .singleElement()
                .satisfies(reject -> assertThat(reject.length()).isEqualTo(MAX_LENGTH + 1))
                .satisfies(reject -> assertThat(reject.reason()).isEqualTo("longer than 1000 bytes"));
    }

    @Test
    void shouldPassOverALineOfTenMegabytes() throws Exception {
        int length = 10 << 20;
        Thread sender = new Thread(() -> {
            try {
                byte[] piece = new byte[1 << 16];
                Arrays.fill(piece, (byte) 'm');
                for (int sent = 0; sent < length; sent += piece.length) client.send(piece);
                client.send("\nafter\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        sender.start();

        Polling.until(source, out, () -> out.records.size() == 1);
        sender.join();

        assertThat(out.lines()).containsExactly("after");
        assertThat(out.rejects).singleElement().satisfies(reject -> {
            assertThat(reject.length()).isEqualTo(length);
            assertThat(reject.shown()).isEqualTo("m".repeat(PolledBytes.SHOWN_BYTES));
        });
    }

    @Test
    void shouldDeliverAnUnfinishedLineAtTheEndAndThenBeLost() throws IOException {
        client.send("whole\nunfinished");
        client.close();

        IOException lost = Polling.untilLost(source, out);

        assertThat(lost)
                .hasMessageContaining("closed the connection")
                .hasMessageContaining("localhost:" + server.port());
        assertThat(out.lines()).containsExactly("whole", "unfinished");
    }

    @Test
    void shouldKeepAnUnfinishedLineUntilThereIsRoom() throws IOException {
        out.room = 1;
        client.send("whole\nünfinished");
        client.close();

        Polling.until(source, out, () -> out.records.size() == 1);
        assertThat(Polling.idle(source, out)).isZero();
        out.room = 1;
        Polling.untilLost(source, out);

        assertThat(out.lines()).containsExactly("whole", "ünfinished");
    }

    @Test
    void shouldRejectWhatABrokenConnectionCut() throws IOException {
        client.send("whole\ncut");
        Polling.until(source, out, () -> out.records.size() == 1);
        Polling.idle(source, out);
        client.reset();

        Polling.untilLost(source, out);

        assertThat(out.lines()).containsExactly("whole");
        assertThat(out.rejects).containsExactly(new RecordingWriter.Reject(PlainSocket.CUT_OFF, "cut", 3));
    }

    @Test
    void shouldKeepALineThatThereIsNoRoomFor() throws IOException {
        out.room = 2;
        client.send("a\nb\nç\nd\n");

        Polling.until(source, out, () -> out.records.size() == 2);
        assertThat(Polling.idle(source, out)).isZero();
        out.room = 1;
        Polling.until(source, out, () -> out.records.size() == 3);
        out.room = 10;
        Polling.until(source, out, () -> out.records.size() == 4);

        assertThat(out.lines()).containsExactly("a", "b", "ç", "d");
    }

    @Test
    void shouldFindTheSameLinesHoweverTheyAreSent() throws IOException {
        RandomGenerator random = Seed.random("lines");
        String[] pieces = {"a", "word ", "ä", "😀", "\r", "\n", "\r\n", "x".repeat(100), "y".repeat(MAX_LENGTH)};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) text.append(pieces[random.nextInt(pieces.length)]);
        text.append("\n");
        List<String> expected = new ArrayList<>();
        int tooLong = 0;
        for (String line : text.toString().split("\n", -1)) {
            String bare = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            if (bare.getBytes(StandardCharsets.UTF_8).length <= MAX_LENGTH) expected.add(bare);
            else tooLong++;
        }
        expected.remove(expected.size() - 1); // behind the last line feed
        int rejected = tooLong;
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);

        for (int sent = 0; sent < bytes.length; ) {
            int size = Math.min(bytes.length - sent, 1 + random.nextInt(2000));
            client.send(Arrays.copyOfRange(bytes, sent, sent + size));
            sent += size;
            out.room = random.nextInt(20);
            for (int i = random.nextInt(4); i > 0; i--) source.poll(out);
        }
        out.room = Long.MAX_VALUE;
        // The last line may be one that is too long.
        Polling.until(source, out, () -> out.records.size() == expected.size() && out.rejects.size() == rejected);

        assertThat(out.lines()).isEqualTo(expected);
    }

    @Test
    void shouldTakeShorterLinesOnlyWhenToldSo() throws IOException {
        try (PolledSource shorter = new SocketLines("localhost", server.port(), 3).open(BEGINNING);
                Loopback.Client second = server.accept()) {
            second.send("abc\nabcd\n");

            Polling.until(shorter, out, () -> out.rejects.size() == 1);
        }

        assertThat(out.lines()).containsExactly("abc");
        assertThat(out.rejects.get(0).reason()).isEqualTo("longer than 3 bytes");
    }

    @Test
    void shouldSayThatNobodyListens() throws IOException {
        int port = server.port();
        server.close();

        assertThatThrownBy(() -> {
                    try (PolledSource nobody = new SocketLines("localhost", port).open(BEGINNING)) {
                        throw Polling.untilLost(nobody, out);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("localhost:" + port)
                .hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void shouldSayThatAHostIsUnknown() {
        assertThatThrownBy(() -> new SocketLines("no-such-host.invalid", 1).open(BEGINNING))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void shouldRefuseWrongSettings() {
        assertThatThrownBy(() -> new SocketLines("localhost", 65_536)).hasMessageContaining("65536");
        assertThatThrownBy(() -> new SocketLines("localhost", 1, 0)).hasMessageContaining("0 bytes");
    }

    @Test
    void shouldSurviveSerialization() throws Exception {
        SocketLines settings = new SocketLines("localhost", 9999);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(settings);
        }
        assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
                .isEqualTo(settings);
        assertThat(settings.label()).isEqualTo("socket localhost:9999");
    }

    @Test
    void shouldAllocateNothing() throws Exception {
        NothingWriter nothing = new NothingWriter();
        byte[] lines = "some words of a line\nänd öne möre\r\n\nbad \u00ff"
                .repeat(20)
                .concat("\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        Thread sender = new Thread(() -> {
            try {
                while (true) client.send(lines);
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
        assertThat(nothing.rejects).isPositive();
    }
}

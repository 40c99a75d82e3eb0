package io.headrace.memory.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.Hash;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Region;
import io.headrace.memory.testing.Seed;
import io.headrace.memory.testing.Texts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class Utf8ViewTest {
    private final List<Region> regions = new ArrayList<>();

    @AfterEach
    void free() {
        regions.forEach(Region::close);
    }

    /** A view whose text ends where its memory ends. */
    private Utf8View view(String text) {
        Region exact = Region.of(text.getBytes(StandardCharsets.UTF_8));
        regions.add(exact);
        return new Utf8View().wrap(exact.address(), exact.size());
    }

    private Utf8View encoded(String text) {
        int length = Utf8.lengthOf(text);
        Region exact = Region.of(length);
        regions.add(exact);
        assertThat(Utf8.encode(text, exact.address(), length)).isEqualTo(length);
        return new Utf8View().wrap(exact.address(), length);
    }

    @Test
    void shouldShowItsBytes() {
        Utf8View view = view("häuser");
        assertThat(view.length()).isEqualTo(7);
        assertThat(view.isEmpty()).isFalse();
        assertThat(view.byteAt(0)).isEqualTo((byte) 'h');
        assertThat(view.byteAt(1)).isEqualTo((byte) 0xc3);
        assertThat(view).hasToString("häuser");
        assertThat(view.toByteArray()).isEqualTo("häuser".getBytes(StandardCharsets.UTF_8));
        assertThat(view.isAscii()).isFalse();
        assertThat(view.isValidUtf8()).isTrue();
        assertThatThrownBy(() -> view.byteAt(7)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.byteAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(view.unwrap()).hasToString("");
        assertThat(new Utf8View().isEmpty()).isTrue();
        assertThat(view.renewed()).isSameAs(view);
    }

    @Test
    void shouldSearchLikeString() {
        Utf8View view = view("the quick brown fox");
        assertThat(view.startsWith("the ")).isTrue();
        assertThat(view.startsWith("The")).isFalse();
        assertThat(view.startsWith(view("the quick brown fox!"))).isFalse();
        assertThat(view.endsWith("fox")).isTrue();
        assertThat(view.endsWith("ox ")).isFalse();
        assertThat(view.endsWith(view("brown fox"))).isTrue();
        assertThat(view.contains("quick")).isTrue();
        assertThat(view.contains("quack")).isFalse();
        assertThat(view.contains(view("own f"))).isTrue();
        assertThat(view.indexOf((byte) 'o', 0)).isEqualTo(12);
        assertThat(view.indexOf((byte) 'o', 13)).isEqualTo(17);
        assertThat(view.indexOf((byte) 'x', -5)).isEqualTo(18);
        assertThat(view.indexOf((byte) 'x', 19)).isEqualTo(-1);
        assertThat(view.indexOf("o", 13)).isEqualTo(17);
        assertThat(view.indexOf(view(""), 3)).isEqualTo(3);
    }

    @Test
    void shouldCutWithoutCopying() {
        Utf8View view = view("  a b\t");
        Utf8View into = new Utf8View();
        assertThat(view.trim(into)).isSameAs(into).hasToString("a b");
        assertThat(view).hasToString("  a b\t");
        assertThat(into.sub(2, 3, into)).hasToString("b");
        assertThat(view(" \n").trim(into).isEmpty()).isTrue();
        assertThat(view(" é ").trim(into)).hasToString("é");
        assertThatThrownBy(() -> view.sub(2, 7, into)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldCopyWhatIsKept() {
        Utf8View view = view("kept");
        try (Region room = Region.of(4)) {
            assertThat(view.copyTo(room.address(), 3)).isEqualTo(Codec.NO_ROOM);
            assertThat(view.copyTo(room.address(), 4)).isEqualTo(4);
            assertThat(Codecs.TEXT.decode(room.address(), 4)).isEqualTo("kept");
        }
    }

    @Test
    void shouldIgnoreAsciiCaseOnly() {
        assertThat(view("Hello").contentEqualsIgnoreAsciiCase(view("hELLO"))).isTrue();
        assertThat(view("Hello").contentEqualsIgnoreAsciiCase(view("hELL0"))).isFalse();
        assertThat(view("[").contentEqualsIgnoreAsciiCase(view("{"))).isFalse();
        assertThat(view("Ä").contentEqualsIgnoreAsciiCase(view("ä"))).isFalse();
    }

    @Test
    void shouldNotCallTwoViewsEqualByTheirText() {
        assertThat(view("a")).isNotEqualTo(view("a"));
        assertThat(view("a").contentEquals(view("a"))).isTrue();
    }

    private void behavesLikeString(int rounds) {
        RandomGenerator random = Seed.random("views");
        for (int i = 0; i < rounds; i++) {
            String a = Texts.any(random);
            String b = random.nextInt(3) == 0 ? a : Texts.any(random);
            Utf8View left = encoded(a);
            Utf8View right = encoded(b);
            assertThat(left).hasToString(a);
            assertThat(left.contentEquals(right)).as("%s = %s", a, b).isEqualTo(a.equals(b));
            assertThat(left.contentEquals(b)).as("%s = %s", a, b).isEqualTo(a.equals(b));
            assertThat(left.hash64(7) == right.hash64(7)).isEqualTo(a.equals(b));
            assertThat(left.hash64(7)).isEqualTo(Hash.of(left.address(), left.length(), 7));
            assertThat(Integer.signum(left.compareTo(right))).isEqualTo(compareCodePoints(a, b));
            String c = Texts.wellFormed(random);
            String d = Texts.wellFormed(random);
            Utf8View text = encoded(c);
            Utf8View wanted = encoded(d);
            int at = c.indexOf(d);
            int bytes = at < 0 ? -1 : c.substring(0, at).getBytes(StandardCharsets.UTF_8).length;
            assertThat(text.indexOf(wanted, 0)).isEqualTo(bytes);
            assertThat(text.indexOf(d, 0)).isEqualTo(bytes);
            assertThat(text.startsWith(wanted)).isEqualTo(c.startsWith(d));
            assertThat(text.startsWith(d)).isEqualTo(c.startsWith(d));
            assertThat(text.endsWith(wanted)).isEqualTo(c.endsWith(d));
            assertThat(text.endsWith(d)).isEqualTo(c.endsWith(d));
            regions.forEach(Region::close);
            regions.clear();
        }
    }

    private static int compareCodePoints(String a, String b) {
        return Integer.signum(java.util.Arrays.compare(
                a.codePoints().toArray(), b.codePoints().toArray()));
    }

    @Test
    void shouldBehaveLikeString() {
        behavesLikeString(2000);
    }

    @Test
    @Tag("fuzz")
    void shouldBehaveLikeStringForLong() {
        behavesLikeString(500_000);
    }

    @Test
    void shouldReadAnyBytesWithoutFailing() {
        RandomGenerator random = Seed.random("view noise");
        for (int i = 0; i < 2000; i++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            try (Region exact = Region.of(noise)) {
                Utf8View view = new Utf8View().wrap(exact.address(), noise.length);
                if (view.isValidUtf8()) assertThat(view).hasToString(new String(noise, StandardCharsets.UTF_8));
                assertThat(view.toString()).isNotNull();
                assertThat(view.contentEquals("é"))
                        .isEqualTo(java.util.Arrays.equals(noise, new byte[] {(byte) 0xc3, (byte) 0xa9}));
                assertThat(view.indexOf("\u20ac", 0)).isLessThan(noise.length);
                view.forEachPart(
                        (byte) 0,
                        new Utf8View(),
                        part -> assertThat(part.length()).isLessThanOrEqualTo(noise.length));
                if (view.parseLongOr(1) == view.parseLongOr(2))
                    assertThat(view.parseDoubleOr(7)).isEqualTo((double) view.parseLong());
            }
        }
    }

    @Test
    void shouldAllocateNothing() {
        Utf8View line = view("the quick brown fox 12345 -7.25 jumps over the lazy dog, grün");
        Utf8View other = view("fox");
        Utf8View part = new Utf8View();
        SplitCursor cursor = new SplitCursor();
        long[] sum = new long[1];
        PartVisitor count = p -> sum[0] += p.length();
        Allocation.assertNone("views", () -> {
            line.forEachPart((byte) ' ', part, count);
            cursor.over(line, (byte) ' ');
            while (cursor.next(part)) {
                sum[0] += part.parseLongOr(0) + part.parseIntOr(0) + (long) part.parseDoubleOr(0) + part.hash64(1);
                if (part.contentEquals("fox") && part.contentEquals(other)) sum[0]++;
            }
            if (line.contains("lazy") && line.contains(other) && line.startsWith("the") && line.endsWith("ün"))
                sum[0]++;
            if (line.isValidUtf8() && line.compareTo(other) > 0)
                sum[0] += line.trim(part).length();
        });
        assertThat(sum[0]).isNotZero();
    }

    @Test
    void shouldHashWhatItShows() {
        try (Region room = Region.of(8)) {
            RawMemory.putLong(room.address(), 42);
            assertThat(new Utf8View().wrap(room.address(), 8).hash64(3)).isEqualTo(Hash.ofLong(42, 3));
        }
    }
}

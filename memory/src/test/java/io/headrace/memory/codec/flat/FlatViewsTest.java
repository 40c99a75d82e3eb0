package io.headrace.memory.codec.flat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Region;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FlatViewsTest {
    private static final FlatLayout LAYOUT = FlatLayout.builder()
            .addBoolean("flag")
            .addByte("small")
            .addShort("medium")
            .addInt("count")
            .addLong("big")
            .addFloat("rough")
            .addDouble("fine")
            .addAscii("code", 4)
            .addBytes("raw", 3)
            .addText("note")
            .build();
    private static final LongField BIG = LAYOUT.longField("big");
    private static final DoubleField FINE = LAYOUT.doubleField("fine");
    private static final TextField NOTE = LAYOUT.textField("note");

    /** What a user would write. */
    interface Everything {
        boolean flag();

        void flag(boolean value);

        byte small();

        void small(byte value);

        short medium();

        Everything medium(short value);

        int count();

        Everything count(int value);

        long big();

        Everything big(long value);

        float rough();

        void rough(float value);

        double fine();

        Everything fine(double value);

        String code();

        Utf8View code(Utf8View into);

        Everything code(CharSequence text);

        String note();

        Utf8View note(Utf8View into);

        default long sum() {
            return big() + count();
        }
    }

    private interface ExtendsView extends FlatView {
        long big();
    }

    interface WrongType {
        int big();
    }

    interface WrongName {
        long bigger();
    }

    interface WrongBytes {
        byte[] raw();
    }

    interface WrongSetter {
        void note(CharSequence text);
    }

    /** Loaded again by another loader. */
    public interface Elsewhere {
        long big();
    }

    private static final int LENGTH = LAYOUT.fixedLength() + 4;

    @Test
    void shouldReadWhatItWrote() {
        try (Region room = Region.of(LENGTH)) {
            Everything view = FlatViews.of(Everything.class, LAYOUT).create();
            ((FlatView) view).wrap(room.address(), LENGTH);
            view.flag(true);
            view.small((byte) -2);
            view.medium((short) -300)
                    .count(70_000)
                    .big(Long.MIN_VALUE)
                    .fine(0.1)
                    .code("AB");
            view.rough(-1.5f);
            NOTE.put(room.address(), LENGTH, "text");
            assertThat(view.flag()).isTrue();
            assertThat(view.small()).isEqualTo((byte) -2);
            assertThat(view.medium()).isEqualTo((short) -300);
            assertThat(view.count()).isEqualTo(70_000);
            assertThat(view.big()).isEqualTo(Long.MIN_VALUE);
            assertThat(view.rough()).isEqualTo(-1.5f);
            assertThat(view.fine()).isEqualTo(0.1);
            assertThat(view.code()).isEqualTo("AB");
            assertThat(view.code(new Utf8View())).hasToString("AB");
            assertThat(view.note()).isEqualTo("text");
            assertThat(view.note(new Utf8View())).hasToString("text");
            assertThat(view.sum()).isEqualTo(Long.MIN_VALUE + 70_000);
            assertThat(BIG.get(room.address())).isEqualTo(Long.MIN_VALUE);
            assertThat(FINE.get(room.address())).isEqualTo(0.1);
            view.flag(false);
            view.fine(Double.longBitsToDouble(0x7ff8_0000_0000_0009L));
            assertThat(view.flag()).isFalse();
            assertThat(RawMemory.getLong(room.address() + FINE.offset())).isEqualTo(0x7ff8_0000_0000_0000L);
            assertThat(((FlatView) view).recordAddress()).isEqualTo(room.address());
            assertThat(((FlatView) view).recordLength()).isEqualTo(LENGTH);
        }
    }

    @Test
    void shouldReadThroughFieldHandles() {
        try (Region room = Region.of(LENGTH)) {
            long at = room.address();
            LAYOUT.booleanField("flag").put(at, true);
            LAYOUT.byteField("small").put(at, (byte) 1);
            LAYOUT.shortField("medium").put(at, (short) 2);
            LAYOUT.intField("count").put(at, 3);
            LAYOUT.floatField("rough").put(at, 4);
            LAYOUT.asciiField("code").put(at, "CODE");
            LAYOUT.bytesField("raw").put(at, new byte[] {7, 8, 9, 10}, 1);
            assertThat(NOTE.put(at, LENGTH, "four")).isEqualTo(LENGTH);
            assertThat(NOTE.put(at, LENGTH, "five5")).isNegative();
            assertThat(LAYOUT.booleanField("flag").get(at)).isTrue();
            assertThat(LAYOUT.byteField("small").get(at)).isEqualTo((byte) 1);
            assertThat(LAYOUT.shortField("medium").get(at)).isEqualTo((short) 2);
            assertThat(LAYOUT.intField("count").get(at)).isEqualTo(3);
            assertThat(LAYOUT.floatField("rough").get(at)).isEqualTo(4f);
            assertThat(LAYOUT.asciiField("code").get(at)).isEqualTo("CODE");
            byte[] raw = new byte[4];
            LAYOUT.bytesField("raw").get(at, raw, 1);
            assertThat(raw).containsExactly(0, 8, 9, 10);
            assertThat(RawMemory.getByte(LAYOUT.bytesField("raw").address(at))).isEqualTo((byte) 8);
            assertThat(NOTE.get(at, LENGTH)).isEqualTo("four");
        }
    }

    @Test
    void shouldTakeAnInterfaceThatIsAView() {
        try (Region room = Region.of(LAYOUT.fixedLength())) {
            ExtendsView view = FlatViews.of(ExtendsView.class, LAYOUT).create();
            view.wrap(room.address());
            BIG.put(room.address(), 5);
            assertThat(view.big()).isEqualTo(5);
            view.expire();
            assertThat(view.recordLength()).isEqualTo(LAYOUT.fixedLength());
        }
    }

    @Test
    void shouldDefineOneClassPerInterfaceAndLayout() {
        FlatViews<Everything> views = FlatViews.of(Everything.class, LAYOUT);
        Everything view = views.create();
        assertThat(FlatViews.of(Everything.class, LAYOUT).create())
                .hasSameClassAs(view)
                .isNotSameAs(view);
        assertThat(views.renewed(view)).isSameAs(view);
        assertThat(views.layout()).isEqualTo(LAYOUT);
        FlatLayout other = FlatLayout.builder().addInt("before").addLong("big").build();
        try (Region room = Region.of(12)) {
            ExtendsView moved = FlatViews.of(ExtendsView.class, other).create();
            moved.wrap(room.address());
            RawMemory.putLong(room.address() + 4, 9);
            assertThat(moved.big()).isEqualTo(9);
            assertThatThrownBy(() -> moved.wrap(room.address(), 13))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessage("flat(int before,long big) found 13 bytes, expected 12");
        }
        assertThatThrownBy(() -> ((FlatView) view).wrap(1, LAYOUT.fixedLength() - 1))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void shouldServeAnInterfaceOfAnotherClassLoader() throws Exception {
        ClassLoader loader = new ClassLoader(FlatViewsTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                return name.equals(Elsewhere.class.getName()) ? findClass(name) : super.loadClass(name, resolve);
            }

            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] bytes = Objects.requireNonNull(in).readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        Class<?> type = loader.loadClass(Elsewhere.class.getName());
        assertThat(type).isNotSameAs(Elsewhere.class);
        Object view = FlatViews.of(type, LAYOUT).create();
        try (Region room = Region.of(LAYOUT.fixedLength())) {
            ((FlatView) view).wrap(room.address());
            BIG.put(room.address(), 11);
            assertThat(type.getMethod("big").invoke(view)).isEqualTo(11L);
        }
    }

    @Test
    void shouldSayWhatDoesNotFit() {
        assertThatThrownBy(() -> FlatViews.of(WrongType.class, LAYOUT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("int", "WrongType.big()", "long big is read by long big()");
        assertThatThrownBy(() -> FlatViews.of(WrongName.class, LAYOUT)).hasMessageContaining("has no field bigger");
        assertThatThrownBy(() -> FlatViews.of(WrongBytes.class, LAYOUT)).hasMessageContaining("BytesField");
        assertThatThrownBy(() -> FlatViews.of(WrongSetter.class, LAYOUT)).hasMessageContaining("text note");
        assertThatThrownBy(() -> FlatViews.of(String.class, LAYOUT))
                .hasMessageContaining("java.lang.String is no interface");
        assertThatThrownBy(() -> LAYOUT.longField("count"))
                .hasMessageContainingAll("count", "IntField", "not a LongField");
        Everything view = FlatViews.of(Everything.class, LAYOUT).create();
        try (Region room = Region.of(LENGTH)) {
            ((FlatView) view).wrap(room.address());
            assertThatThrownBy(() -> view.code("ABCDE")).hasMessageContainingAll("\"ABCDE\"", "code", "4 ASCII");
        }
    }

    @Test
    void shouldRefuseLayoutsThatCannotBe() {
        FlatLayout.Builder builder = FlatLayout.builder().addLong("a");
        assertThatThrownBy(() -> builder.addInt("a")).hasMessageContaining("two fields are named a");
        assertThatThrownBy(() -> FlatLayout.builder().addInt("a b")).hasMessageContaining("\"a b\" is no name");
        assertThatThrownBy(() -> FlatLayout.builder().addInt("")).hasMessageContaining("\"\" is no name");
        assertThatThrownBy(() -> FlatLayout.builder().addAscii("a", 0)).hasMessageContaining("length 0");
        assertThatThrownBy(() -> FlatLayout.builder().addBytes("a", FlatLayout.MAX_LENGTH))
                .hasMessageContaining("32768");
        assertThatThrownBy(() -> FlatLayout.builder().addText("a").addInt("b"))
                .hasMessageContaining("b follows a text");
        assertThatThrownBy(() -> FlatLayout.builder().build()).hasMessageContaining("at least one field");
        assertThat(LAYOUT)
                .hasToString("flat(boolean flag,byte small,short medium,int count,long big,float rough,double fine,"
                        + "ascii4 code,bytes3 raw,text note)");
    }

    @Test
    void shouldAllocateNothing() {
        Utf8View into = new Utf8View();
        try (Region room = Region.of(LENGTH)) {
            Everything view = FlatViews.of(Everything.class, LAYOUT).create();
            long[] sum = new long[1];
            Allocation.assertNone("flyweights and fields", () -> {
                ((FlatView) view).wrap(room.address(), LENGTH);
                view.flag(!view.flag());
                view.medium((short) 5)
                        .count(view.count() + 1)
                        .big(view.big() + 1)
                        .fine(view.fine() + 1)
                        .code("ABC");
                view.rough(view.rough() + 1);
                sum[0] += view.code(into).length() + view.note(into).length();
                BIG.put(room.address(), BIG.get(room.address()) + 1);
                FINE.put(room.address(), FINE.get(room.address()) + 1);
            });
            assertThat(sum[0]).isPositive();
        }
    }
}

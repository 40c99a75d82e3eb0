package io.headrace.exec.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Tuple2;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.object.DynamicCodec;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.memory.codec.object.NamedTypes;
import io.headrace.memory.table.KeyGroups;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Region;
import io.headrace.plan.Partitioning;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class KeyPlacerTest {
    @Test
    void shouldPlaceATextWhereItsViewIs() {
        try (KeyPlacer placer = Stages.placer()) {
            for (String text :
                    List.of("", "a", "word", "ünïcödé", "a long text of more than a few words", "x".repeat(5000))) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                try (Region region = Region.of(bytes)) {
                    assertThat(placer.partitionOf(text))
                            .isEqualTo(placer.partitionOfText(region.address(), bytes.length));
                    assertThat(placer.groupOf(text)).isEqualTo(placer.groups().groupOf(region.address(), bytes.length));
                }
            }
            for (long number : new long[] {0, 1, -1, Long.MAX_VALUE, 42})
                assertThat(placer.partitionOf(number)).isEqualTo(placer.partitionOfLong(number));
        }
    }

    @Test
    void shouldPlaceByCanonicalBytes() {
        try (KeyPlacer placer = Stages.placer()) {
            for (Object key : Arrays.<Object>asList(
                    "a", 1, 1L, 1.5, 1.5f, true, (short) 3, (byte) 4, Tuple2.of("a", 1L), new byte[] {1}, 'c', null)) {
                assertThat(placer.groupOf(key)).isBetween(0, 255);
                assertThat(placer.partitionOf(key)).isBetween(0, Stages.PARTITIONS - 1);
            }
            assertThat(placer.groupOf(Tuple2.of("ab", 3))).isEqualTo(placer.groupOf(Tuple2.of("ab", 3)));
            assertThat(placer.groupOf(new byte[] {1, 2})).isEqualTo(placer.groupOf(new byte[] {1, 2}));
            assertThat(placer.groupOf(null)).isZero();
        }
    }

    private enum Side {
        BUY,
        SELL
    }

    /** The hashCode of an enum is another one in each process. */
    @Test
    void shouldPlaceKeysOfAnyTypeByTheirBytes() {
        KryoRegistry types = KryoRegistry.builder().register(0, Side.class).build();
        DynamicCodec codec = new DynamicCodec(types, new NamedTypes((id, name) -> {}));
        try (KeyPlacer plain = Stages.placer();
                KeyPlacer placer = plain.withKeysOfAnyType(codec);
                Region region = Region.of(100)) {
            for (Object key : List.of(Side.BUY, Side.SELL, List.of(Side.SELL, 1), Tuple2.of(1, Side.BUY), 'c')) {
                int length = codec.encode(key, region.address(), 100);
                assertThat(placer.groupOf(key)).isEqualTo(placer.groups().groupOf(region.address(), length));
            }
            assertThat(placer.groupOf("a")).isEqualTo(plain.groupOf("a"));
            assertThat(placer.groupOf(new AtomicInteger())).isBetween(0, 255);
        }
    }

    @Test
    void shouldUseAllPartitions() {
        try (KeyPlacer placer = Stages.placer()) {
            assertThat(java.util.stream.IntStream.range(0, 100)
                            .map(placer::partitionOf)
                            .distinct()
                            .count())
                    .isEqualTo(Stages.PARTITIONS);
        }
    }

    @Test
    void shouldRefuseACodecThatIsNotCanonical() {
        assertThatThrownBy(() -> KeyPlacer.of(Partitioning.BY_DEFAULT, KeyGroups.ofDefault(), 4, new NotCanonical()))
                .hasMessageContaining("not canonical");
        assertThatThrownBy(() -> KeyPlacer.of(Partitioning.of(300), KeyGroups.ofDefault(), 4, Codecs.TEXT))
                .hasMessageContaining("300 partitions of 256 key groups");
    }

    private static final class NotCanonical implements io.headrace.memory.codec.Codec<String> {
        @Override
        public int encode(String value, long address, int capacity) {
            return Codecs.TEXT.encode(value, address, capacity);
        }

        @Override
        public String decode(long address, int length) {
            return Codecs.TEXT.decode(address, length);
        }

        @Override
        public boolean canonical() {
            return false;
        }

        @Override
        public int fixedLength() {
            return VARIABLE;
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public int version() {
            return 1;
        }
    }
}

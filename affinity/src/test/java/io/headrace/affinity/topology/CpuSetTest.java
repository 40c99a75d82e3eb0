package io.headrace.affinity.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.Seed;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | ''",
                "0 | 0",
                "0-3 | 0-3",
                "0-3,8 | 0-3,8",
                "5,4,3 | 3-5",
                "1024-1026 | 1024-1026",
                "' 2 ' | 2"
            })
    void shouldReadAndWriteLists(String text, String list) {
        assertThat(CpuSet.parseList(text)).hasToString(list);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | ''",
                "3 | 0-1",
                "0000010f | 0-3,8",
                "00000001,00000000 | 32",
                "ff000000,00000000 | 56-63",
                "000000ff,00000000,00000001 | 0,64-71"
            })
    void shouldReadMasks(String mask, String list) {
        assertThat(CpuSet.parseMask(mask)).hasToString(list);
    }

    @Test
    void shouldReadTheKernelsLineEnd() {
        assertThat(CpuSet.parseList("0-3,8\n")).hasToString("0-3,8");
        assertThat(CpuSet.parseMask("00000000,0000010f\n")).hasToString("0-3,8");
        assertThat(CpuSet.parseList("\n")).isEqualTo(CpuSet.EMPTY).hasToString("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "3-1", "1-", "-1", "0-99999999", "(null)", "1;2", "4294967296"})
    void shouldRefuseWhatIsNoList(String text) {
        assertThatThrownBy(() -> CpuSet.parseList(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseWhatIsNoMask() {
        assertThatThrownBy(() -> CpuSet.parseMask("0000g")).hasMessageContaining("0000g");
        assertThatThrownBy(() -> CpuSet.parseMask("1" + "0".repeat(20_000))).hasMessageContaining("no machine has CPU");
    }

    @Test
    void shouldReadBackWhatItWrites() {
        RandomGenerator random = Seed.random("CpuSetTest");
        for (int round = 0; round < 500; round++) {
            CpuSet set = CpuSet.of(random.ints(random.nextInt(60), 0, 2048).toArray());
            assertThat(CpuSet.parseList(set.toString())).isEqualTo(set);
        }
    }

    @Test
    void shouldCombineAsSetsDo() {
        CpuSet low = CpuSet.parseList("0-5");
        CpuSet high = CpuSet.parseList("4-9");

        assertThat(low.and(high)).hasToString("4-5");
        assertThat(low.or(high)).hasToString("0-9");
        assertThat(low.minus(high)).hasToString("0-3");
        assertThat(low.containsAll(CpuSet.of(0, 5))).isTrue();
        assertThat(low.containsAll(high)).isFalse();
        assertThat(low.intersects(high)).isTrue();
        assertThat(low.first()).isZero();
        assertThat(high.last()).isEqualTo(9);
        assertThat(CpuSet.EMPTY.first()).isEqualTo(-1);
        assertThat(CpuSet.firstOf(3)).hasToString("0-2");
        assertThat(CpuSet.firstOf(0).isEmpty()).isTrue();
    }

    @Test
    void shouldNotChangeWithTheBitsItGaveOut() {
        CpuSet set = CpuSet.of(1);
        BitSet bits = set.toBitSet();
        bits.set(7);
        assertThat(set).isEqualTo(CpuSet.of(1)).hasSameHashCodeAs(CpuSet.of(1));
    }
}

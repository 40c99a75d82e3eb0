package io.headrace.memory.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Tuple2;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class Tuple2Test {
    @Test
    void shouldHoldTwoValuesAndCompareThem() {
        Tuple2<String, Integer> pair = new Tuple2<>("a", 1);
        assertThat(pair._1()).isEqualTo("a");
        assertThat(pair._2()).isEqualTo(1);
        assertThat(pair).isEqualTo(Tuple2.of("a", 1)).hasSameHashCodeAs(Tuple2.of("a", 1));
        assertThat(pair).isNotEqualTo(Tuple2.of("a", 2)).isNotEqualTo(Tuple2.of("b", 1));
        assertThat(pair.hashCode()).isEqualTo(31 * 97 + 1);
        assertThat(pair.swap()).isEqualTo(Tuple2.of(1, "a"));
        assertThat(pair).hasToString("(a,1)");
    }

    @Test
    @SuppressWarnings("NullAway") // it does not see that the halves' types may be nullable
    void shouldHoldNull() {
        Tuple2<String, Integer> empty = new Tuple2<>(null, null);
        assertThat(empty).hasToString("(null,null)").isEqualTo(Tuple2.of(null, null));
        assertThat(empty.hashCode()).isZero();
    }

    @Test
    void shouldTravelAsJavaSerialisesIt() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(Tuple2.of("a", 1L));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(Tuple2.of("a", 1L));
        }
    }
}

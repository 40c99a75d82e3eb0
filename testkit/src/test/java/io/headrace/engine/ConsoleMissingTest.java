package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextState;
import io.headrace.StreamingException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A console is asked for, and its module is not on the class path of these tests. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConsoleMissingTest {
    @Test
    void shouldNameTheModuleThatIsMissing() {
        try (StreamingContext context = StreamingContext.builder("blind")
                .batchInterval(Durations.milliseconds(10))
                .console(0)
                .build()) {
            context.<Integer>batchStream(time -> List.of(List.of(1))).foreachRDD(rdd -> {});
            assertThatThrownBy(context::start)
                    .isInstanceOf(StreamingException.class)
                    .hasMessageContaining("headrace.console.port=0")
                    .hasMessageContaining("io.headrace:headrace-console");
            assertThat(context.consoleUri()).isNull();
            assertThat(context.getState()).isEqualTo(StreamingContextState.STOPPED);
        }
    }
}

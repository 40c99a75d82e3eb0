package io.headrace.memory.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Asserts around each test that every {@link MemoryTag} has as many bytes after it as before: {@code
 * @ExtendWith(LeakCheck.class)} on every test class that touches native memory.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    private final Map<MemoryTag, Long> before = new EnumMap<>(MemoryTag.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        for (MemoryTag tag : MemoryTag.values()) before.put(tag, NativeMemory.used(tag));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        for (MemoryTag tag : MemoryTag.values())
            assertThat(NativeMemory.used(tag))
                    .as("bytes of %s after %s", tag, context.getDisplayName())
                    .isEqualTo(before.get(tag));
    }
}

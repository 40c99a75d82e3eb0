package io.headrace.engine;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Lets calls of the C library fail in programs that are started with a prefix: see {@code src/test/c/failing-calls.c}, which is compiled here.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FailingCalls {
    static final int EIO = 5;
    static final int ENOSPC = 28;

    private static final int LENGTH = 16;
    private static final int SET = 0;
    private static final int ERROR = 4;
    private static final int ONE_OF = 8;
    private static final int FAILED = 12;

    /** In the order of their bits. */
    enum Call {
        WRITE,
        PWRITE,
        FSYNC,
        FDATASYNC
    }

    /** A call of which one of so many fails, with an error or, without one, by doing a part only. */
    record Fault(Call call, int oneOf, int error) {}

    private final Path library;
    private final Path control;
    private final MappedByteBuffer mapped;

    /** @param directory for what is compiled, and for what the programs look at */
    FailingCalls(Path directory) throws IOException, InterruptedException {
        library = directory.resolve("failing-calls.so");
        control = directory.resolve("failing-calls");
        Path source = Path.of("src", "test", "c", "failing-calls.c").toAbsolutePath();
        Process compiler = new ProcessBuilder(
                        "gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                .inheritIO()
                .start();
        if (!compiler.waitFor(1, TimeUnit.MINUTES) || compiler.exitValue() != 0)
            throw new IOException("gcc does not compile " + source);
        try (FileChannel file = FileChannel.open(
                control, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
        }
        mapped.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What runs a program whose calls can fail. */
    List<String> prefix() {
        return List.of("env", "LD_PRELOAD=" + library, "HEADRACE_FAILING_CALLS=" + control);
    }

    /** From now on. */
    void begin(Fault fault) {
        mapped.putInt(ERROR, fault.error);
        mapped.putInt(ONE_OF, fault.oneOf);
        mapped.putInt(FAILED, 0);
        mapped.putInt(SET, 1 << fault.call.ordinal());
    }

    /** No call fails any more; how many have since {@link #begin}. */
    int end() {
        mapped.putInt(SET, 0);
        return mapped.getInt(FAILED);
    }
}

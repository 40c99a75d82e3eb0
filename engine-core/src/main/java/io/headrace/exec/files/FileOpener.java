package io.headrace.exec.files;

import io.headrace.memory.codec.Codec;
import io.headrace.source.FileFormat;
import io.headrace.source.FileRecords;
import io.headrace.source.PolledSource;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Opens the files of one input.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FileOpener {
    private final FileFormat format;
    private final Codec<@Nullable Object> codec;

    @SuppressWarnings("unchecked") // the API has given the reader's records a codec of their type
    FileOpener(FileFormat format, Codec<?> codec) {
        this.format = format;
        this.codec = (Codec<@Nullable Object>) codec;
    }

    /** Its {@code poll} answers ENDED behind the last record. */
    PolledSource open(Path file) throws IOException {
        if (format instanceof FileFormat.Lines) return FileRecords.lines(file);
        if (format instanceof FileFormat.Fixed fixed) return FileRecords.fixed(file, fixed.length());
        return new ObjectFile(file, ((FileFormat.Objects) format).reader(), codec);
    }
}

package io.headrace.source;

import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * Makes records of a file's bytes: what key class, value class and input format are together in Spark.
 *
 * <p><b>Threading:</b> one thread, that of the stream's reader.
 *
 * @param <T> the type of the records
 */
@FunctionalInterface
public interface FileReader<T> extends Serializable {
    /**
     * The records of a file. They are asked for one by one, so a file need not fit memory.
     *
     * @param file where the bytes come from, for messages and for names that mean something
     * @param bytes the file's, up to where it ended when it was opened; closed by the engine
     */
    Iterator<T> read(Path file, InputStream bytes) throws Exception;
}

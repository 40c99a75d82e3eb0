package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import java.nio.file.Path;
import java.util.Map;

/** One measurement: some costs, found together. <b>Threading:</b> called by one thread; may start others and ends them. */
interface Step {
    /** What is measured, for who waits. */
    String what();

    /**
     * Measures.
     *
     * @param directory a new one, on the disk where the log will lie; the caller deletes it
     * @return nanoseconds, or bytes per second, as the cost's unit says
     */
    Map<Cost, Double> measure(Path directory, Effort effort) throws Exception;
}

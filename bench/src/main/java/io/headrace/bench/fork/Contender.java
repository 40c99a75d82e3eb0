package io.headrace.bench.fork;

/**
 * One side of a scenario, run in a JVM of its own. It has a constructor without parameters.
 *
 * <p><b>Threading:</b> called once, on the main thread.
 */
@FunctionalInterface
public interface Contender {
    /**
     * Works until the task says that it is over, and returns when all that it began has come out.
     *
     * <p>Of a scenario of throughput that is: go through the input again and again while {@link Meter#starts} says so, and give what
     * comes out to {@link Task#tally()}. Other scenarios measure by themselves and {@link Task#answer} what they found.
     */
    void run(Task task) throws Exception;
}

package io.headrace;

/**
 * Is told how far a {@link Replay} is with the state before its batch, which may take a while.
 *
 * <p><b>Threading:</b> the thread that runs the replay.
 */
@FunctionalInterface
public interface ReplayProgress {
    /** Tells nobody. */
    ReplayProgress NONE = (what, done, all) -> {};

    /**
     * One step further.
     *
     * @param what is being read, in words
     * @param all how many steps there are; 0 while that is not known
     */
    void step(String what, long done, long all);
}

package io.headrace.bench.report;

/**
 * How quiet the machine was.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param blocks forks that were run
 * @param droppedForSteal of them dropped and made again because the host gave time to others
 * @param droppedForCanary of them dropped because the machine's speed had changed meanwhile
 * @param keptNoisy of them kept although it was so again and again
 * @param mostStolen the greatest part of the machine's time that was stolen during a block
 */
public record Conditions(int blocks, int droppedForSteal, int droppedForCanary, int keptNoisy, double mostStolen) {
    /** Nobody looked. */
    public static final Conditions UNKNOWN = new Conditions(0, 0, 0, 0, 0);

    String inWords() {
        return blocks + " blocks; dropped and made again: " + droppedForSteal + " for steal, " + droppedForCanary
                + " because the canary moved; kept although noisy: " + keptNoisy + "; most stolen in a block: "
                + Math.round(mostStolen * 1000) / 10.0 + " %";
    }
}

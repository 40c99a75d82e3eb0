package io.headrace.affinity.sizing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How busy each role and each part of the machine is expected to be, as a fraction of what it can do, beside the ceiling that
 * the fraction is to stay under.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class Utilisation {
    private static final double STEPS = 10_000;

    /**
     * Something that can be too busy.
     *
     * @param fraction in steps of a ten-thousandth
     * @param bursts whether a burst of input adds to it: then the plan keeps a distance from the ceiling
     */
    public record Load(double fraction, double ceiling, boolean bursts) {
        /** 1 is the ceiling itself. */
        public double ofCeiling() {
            return fraction / ceiling;
        }
    }

    private final Map<String, Load> loads;

    private Utilisation(Map<String, Load> loads) {
        this.loads = Collections.unmodifiableMap(loads);
    }

    /** By name, roles first. */
    public Map<String, Load> loads() {
        return loads;
    }

    /** The fractions by name. */
    public Map<String, Double> fractions() {
        Map<String, Double> fractions = new LinkedHashMap<>();
        loads.forEach((name, load) -> fractions.put(name, load.fraction()));
        return fractions;
    }

    /** Whether nothing is above its ceiling. */
    public boolean fits() {
        return loads.values().stream().allMatch(load -> load.fraction() <= load.ceiling());
    }

    /** What reaches its ceiling first when the load grows. */
    public String bottleneck() {
        String worst = "";
        double most = -1;
        for (Map.Entry<String, Load> entry : loads.entrySet()) {
            double ofCeiling = entry.getValue().ofCeiling();
            if (ofCeiling <= most) continue;
            worst = entry.getKey();
            most = ofCeiling;
        }
        return worst;
    }

    /** Whether everything keeps the distance from its ceiling that a plan is made for. */
    boolean isComfortable(double plannedShare) {
        return excess(plannedShare) == 0;
    }

    /** By how much what is planned for is passed, over everything; 0 if nothing passes it. */
    double excess(double plannedShare) {
        return loads.values().stream()
                .mapToDouble(load -> Math.max(0, load.ofCeiling() - (load.bursts() ? plannedShare : 1)))
                .sum();
    }

    /** How much of its ceiling the bottleneck uses. */
    public double worst() {
        return loads.values().stream().mapToDouble(Load::ofCeiling).max().orElse(0);
    }

    @Override
    public String toString() {
        return loads.toString();
    }

    /** Collects loads. <b>Threading:</b> one thread. */
    static final class Builder {
        private final Map<String, Load> loads = new LinkedHashMap<>();

        /** Adds what a burst adds to; the larger one stays, where there are several of a name. */
        Builder add(String name, double fraction, double ceiling) {
            return add(name, new Load(stepped(fraction), ceiling, true));
        }

        /** Adds what no burst adds to. */
        Builder addSteady(String name, double fraction, double ceiling) {
            return add(name, new Load(stepped(fraction), ceiling, false));
        }

        private Builder add(String name, Load load) {
            loads.merge(name, load, (a, b) -> a.fraction() >= b.fraction() ? a : b);
            return this;
        }

        private static double stepped(double fraction) {
            return Math.rint(fraction * STEPS) / STEPS;
        }

        Utilisation build() {
            return new Utilisation(new LinkedHashMap<>(loads));
        }
    }
}

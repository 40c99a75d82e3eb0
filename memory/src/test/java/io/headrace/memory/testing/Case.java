package io.headrace.memory.testing;

/**
 * One case of a parameterized test, which is shown by its name.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param <T> what is tested
 */
public record Case<T>(String name, T tested) {
    public static <T> Case<T> of(String name, T tested) {
        return new Case<>(name, tested);
    }

    @Override
    public String toString() {
        return name;
    }
}

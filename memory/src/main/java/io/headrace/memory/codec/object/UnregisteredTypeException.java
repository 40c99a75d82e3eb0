package io.headrace.memory.codec.object;

/**
 * An object of a class that nobody registered was to be stored. The message has the line to add.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class UnregisteredTypeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnregisteredTypeException(Class<?> type, int freeId) {
        super(type.getName() + " is not registered, and what nobody named is not stored: " + cure(type, freeId));
    }

    private static String cure(Class<?> type, int freeId) {
        String name = type.getCanonicalName();
        if (name == null) return "use a class with a name instead of a lambda, a local or an anonymous class";
        return "add types.register(" + freeId + ", " + name
                + ".class) to the KryoRegistry (an id is kept for ever, once data is stored under it)";
    }
}

package io.headrace.engine;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The members of a class of ours that users see, found by reflection: under their names and the simple names of the types they take.
 *
 * <p><b>Threading:</b> immutable.
 */
final class ApiOfClass {
    /** A member: what it looks like, and what tests call it by. */
    record Found(String signature, String name, @Nullable Executable executable) {}

    private static final String HOME = "io.headrace.";
    private static final Pattern PACKAGE = Pattern.compile("\\b(?:[a-z][\\w]*\\.)+(?=[A-Z])");

    final Class<?> type;
    private final Map<String, Found> members = new LinkedHashMap<>();

    ApiOfClass(String name) {
        type = load(name);
        for (Field field : type.getFields())
            members.put(field.getName(), new Found(field.getName(), field.getName(), null));
        for (Constructor<?> made : type.getDeclaredConstructors())
            if ((made.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
                members.put(
                        key(type.getSimpleName(), made),
                        new Found(type.getSimpleName() + parameters(made), "<init>", made));
        for (Method method : type.getMethods()) {
            if (method.isBridge() || method.isSynthetic()) continue;
            String signature = inWords(method.getGenericReturnType()) + " " + method.getName() + parameters(method);
            // The most specific one stands for those that it overrides.
            members.merge(
                    key(method.getName(), method),
                    new Found(signature, method.getName(), method),
                    ApiOfClass::moreSpecific);
        }
    }

    private static Found moreSpecific(Found one, Found other) {
        if (!(one.executable instanceof Method first) || !(other.executable instanceof Method second)) return one;
        return first.getReturnType().isAssignableFrom(second.getReturnType()) ? other : one;
    }

    /** {@code StreamingListener.StreamingListenerBatchStarted} is a class within another one. */
    private static Class<?> load(String name) {
        String binary = name.replaceAll("(?<=[a-z])\\.(?=[A-Z])", "\\$").replaceFirst("^([a-z]+)\\$", "$1.");
        try {
            return Class.forName(HOME + binary);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(SparkMembers.RESOURCE + " names no class: " + name, e);
        }
    }

    private static String key(String name, Executable member) {
        return name
                + Arrays.stream(member.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String parameters(Executable member) {
        return Arrays.stream(member.getAnnotatedParameterTypes())
                .map(AnnotatedType::getType)
                .map(ApiOfClass::inWords)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String inWords(Type given) {
        return PACKAGE.matcher(given.getTypeName()).replaceAll("").replaceAll("\\w+\\$", "");
    }

    @Nullable
    Found find(String signature) {
        return members.get(signature);
    }
}

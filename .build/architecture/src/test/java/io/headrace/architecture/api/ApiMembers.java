package io.headrace.architecture.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Type;

/**
 * Everything that a user can call or implement: the public types of the API's packages, and what they declare. What overrides a member of
 * another type of the API is that member.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ApiMembers {
    /** A method or constructor, as byte code names it. */
    record Member(Class<?> owner, String name, String descriptor) {
        boolean isConstructor() {
            return name.equals("<init>");
        }

        /** What a call of it names, but for the owner. */
        String signature() {
            return name + descriptor.substring(0, descriptor.indexOf(')') + 1);
        }

        @Override
        public String toString() {
            String parameters = Arrays.stream(Type.getArgumentTypes(descriptor))
                    .map(type -> type.getClassName().replaceAll(".*[.$]", ""))
                    .collect(Collectors.joining(", ", "(", ")"));
            String own = owner.getName().replaceFirst("^io\\.headrace\\.", "");
            return own + (isConstructor() ? "" : "." + name) + parameters;
        }
    }

    /** Of every class, and of no interest. */
    private static final Set<String> OF_ANY = Set.of("equals(Ljava/lang/Object;)", "hashCode()", "toString()");

    private ApiMembers() {}

    /**
     * All members, by type.
     *
     * @param classes directories of class files
     * @param packages the API's, with slashes
     * @param engineSide types that are public for the engine alone
     */
    static List<Member> of(List<Path> classes, List<String> packages, Set<String> engineSide) {
        List<Class<?>> types = new ArrayList<>();
        for (Path root : classes) {
            for (String name : packages) {
                Path directory = root.resolve(name);
                if (Files.isDirectory(directory)) types.addAll(publicTypes(root, directory));
            }
        }
        types.removeIf(type -> engineSide.contains(type.getName()));
        List<Member> members = new ArrayList<>();
        for (Class<?> type : types) {
            declared(type)
                    .filter(member -> types.stream()
                            .noneMatch(
                                    other -> other != type && other.isAssignableFrom(type) && declares(other, member)))
                    .forEach(members::add);
        }
        return members;
    }

    private static List<Class<?>> publicTypes(Path root, Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("-info"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .<Class<?>>map(ApiMembers::load)
                    .filter(ApiMembers::isPublic)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiMembers.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return Modifier.isPublic(type.getModifiers()) && !type.isAnonymousClass() && (outer == null || isPublic(outer));
    }

    private static Stream<Member> declared(Class<?> type) {
        Stream<Member> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> isVisible(method) && !isOfAnEnum(type, method))
                .map(method -> new Member(type, method.getName(), Type.getMethodDescriptor(method)))
                .filter(member -> !OF_ANY.contains(member.signature()));
        Stream<Member> constructors = Arrays.stream(type.getDeclaredConstructors())
                .filter(ApiMembers::isVisible)
                .map((Constructor<?> made) -> new Member(type, "<init>", Type.getConstructorDescriptor(made)));
        return Stream.concat(methods, constructors);
    }

    private static boolean isOfAnEnum(Class<?> type, Method method) {
        return type.isEnum()
                && Modifier.isStatic(method.getModifiers())
                && Set.of("values", "valueOf").contains(method.getName());
    }

    private static boolean isVisible(Executable member) {
        return !member.isSynthetic() && (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static boolean declares(Class<?> type, Member member) {
        return !member.isConstructor()
                && declared(type).anyMatch(other -> other.signature().equals(member.signature()));
    }
}

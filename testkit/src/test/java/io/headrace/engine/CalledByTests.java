package io.headrace.engine;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which members of the API the tests of this module call or implement, read from their class files: from the table of constants, in which each
 * method stands that a class refers to.
 *
 * <p><b>Threading:</b> immutable.
 */
final class CalledByTests {
    private static final String HOME = "io/headrace/";

    /** By name and types of the parameters, the classes that the method was called of. */
    private final Map<String, Set<Class<?>>> called = new HashMap<>();

    /** By name and types of the parameters, the classes of the tests that have such a method. */
    private final Map<String, Set<Class<?>>> written = new HashMap<>();

    CalledByTests() {
        Path classes = Path.of(location());
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) read(classes, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static java.net.URI location() {
        try {
            return CalledByTests.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read(Path classes, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (Reference reference : Constants.read(bytes).references()) {
            if (!reference.owner.startsWith(HOME)) continue;
            called.computeIfAbsent(reference.method, m -> new HashSet<>()).add(load(reference.owner.replace('/', '.')));
        }
        String name = classes.relativize(file).toString().replaceAll("[/\\\\]", ".");
        Class<?> test = load(name.substring(0, name.length() - ".class".length()));
        for (var method : test.getDeclaredMethods())
            written.computeIfAbsent(keyOf(method.getName(), method), m -> new HashSet<>())
                    .add(test);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, CalledByTests.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String keyOf(String name, Executable method) {
        return name
                + Stream.of(method.getParameterTypes())
                        .map(Class::descriptorString)
                        .collect(Collectors.joining("", "(", ")"));
    }

    /** Whether a test calls the member, of the class that has it or of one below, or writes one of its own. */
    boolean has(ApiOfClass.Found member) {
        if (member.executable() == null) return true; // a constant: javac may have copied it
        Class<?> type = member.executable().getDeclaringClass();
        String key = keyOf(member.name(), member.executable());
        return called.getOrDefault(key, Set.of()).stream().anyMatch(type::isAssignableFrom)
                || written.getOrDefault(key, Set.of()).stream()
                        .anyMatch(test -> test != type && type.isAssignableFrom(test));
    }

    /** A method that a class refers to: {@code map(Lio/headrace/function/Function;)}. */
    private record Reference(String owner, String method) {}

    /** The table of constants of a class file. */
    private static final class Constants {
        private static final int MAGIC_AND_VERSION = 8;

        private final List<Object> entries = new ArrayList<>();
        private final List<int[]> methods = new ArrayList<>();

        static Constants read(byte[] file) throws IOException {
            Constants constants = new Constants();
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(file))) {
                in.skipNBytes(MAGIC_AND_VERSION);
                int count = in.readUnsignedShort();
                constants.entries.add(0);
                while (constants.entries.size() < count) constants.next(in);
            }
            return constants;
        }

        /** The tags are those of the specification of the JVM, section 4.4. */
        private void next(DataInputStream in) throws IOException {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> entries.add(in.readUTF());
                case 3, 4 -> entries.add(in.readInt());
                case 5, 6 -> {
                    entries.add(in.readLong());
                    entries.add(0); // takes two places
                }
                case 7, 8, 16, 19, 20 -> entries.add(in.readUnsignedShort());
                case 9, 12, 17, 18 -> entries.add(pair(in));
                case 10, 11 -> {
                    int[] method = pair(in);
                    methods.add(method);
                    entries.add(method);
                }
                case 15 -> {
                    in.skipNBytes(3);
                    entries.add(0);
                }
                default -> throw new IllegalStateException("a constant of tag " + tag);
            }
        }

        private static int[] pair(DataInputStream in) throws IOException {
            return new int[] {in.readUnsignedShort(), in.readUnsignedShort()};
        }

        List<Reference> references() {
            List<Reference> all = new ArrayList<>();
            for (int[] method : methods) {
                String owner = (String) entries.get((int) entries.get(method[0]));
                int[] nameAndType = (int[]) entries.get(method[1]);
                String descriptor = (String) entries.get(nameAndType[1]);
                all.add(new Reference(
                        owner, entries.get(nameAndType[0]) + descriptor.substring(0, descriptor.indexOf(')') + 1)));
            }
            return all;
        }
    }
}

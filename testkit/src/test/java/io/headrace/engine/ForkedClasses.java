package io.headrace.engine;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What forked programs load their classes from: the class path of the tests in jars, and an archive of the classes that a first program has
 * loaded. They start in 0.9 s instead of 1.5 s, and hundreds of them are started.
 *
 * <p><b>Threading:</b> made once a JVM by who asks first; immutable then.
 */
final class ForkedClasses {
    private static final long DEADLINE_SECONDS = 60;

    private final String classPath;
    private final Path archive;

    private ForkedClasses(String classPath, Path archive) {
        this.classPath = classPath;
        this.archive = archive;
    }

    static ForkedClasses get() {
        return Holder.CLASSES;
    }

    /** Of the JVM. One that cannot use the archive, another JDK or collector, goes on without. */
    List<String> options() {
        return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-cp", classPath);
    }

    private static ForkedClasses make() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("headrace-forked-");
        home.toFile().deleteOnExit();
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            entries.add(Files.isDirectory(path) ? jar(path, home.resolve(entries.size() + ".jar")) : entry);
        }
        String classPath = String.join(File.pathSeparator, entries);
        Path archive = home.resolve("classes.jsa");
        train(home, classPath, archive);
        archive.toFile().deleteOnExit();
        return new ForkedClasses(classPath, archive);
    }

    /** An archive holds no classes of directories. */
    private static String jar(Path classes, Path jar) throws IOException {
        jar.toFile().deleteOnExit();
        try (Stream<Path> walk = Files.walk(classes);
                OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setLevel(0);
            for (Path each : walk.filter(Files::isRegularFile).sorted().collect(Collectors.toList())) {
                zip.putNextEntry(
                        new ZipEntry(classes.relativize(each).toString().replace(File.separatorChar, '/')));
                Files.copy(each, zip);
                zip.closeEntry();
            }
        }
        return jar.toString();
    }

    /** Runs a program until it has counted something, and asks it to end: it leaves the archive then. */
    private static void train(Path home, String classPath, Path archive) throws IOException, InterruptedException {
        Path directory = home.resolve("trained");
        Path output = home.resolve("output");
        Path log = home.resolve("log");
        List<String> command = new ArrayList<>(ForkedProgram.java());
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-cp", classPath));
        command.addAll(List.of(CountingProgram.class.getName(), directory.toString(), output.toString(), "PROCESS"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
            while (output.toFile().length() == 0 && System.nanoTime() < end) {
                if (process.waitFor(5, TimeUnit.MILLISECONDS)) break;
            }
            process.destroy();
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || !Files.exists(archive))
                throw new IOException("no archive of classes was made:\n" + Files.readString(log));
        } finally {
            process.destroyForcibly().waitFor();
        }
        Trees.delete(directory);
        Trees.delete(JournalModel.archive(directory));
        Files.deleteIfExists(output);
        Files.delete(log);
    }

    private static final class Holder {
        static final ForkedClasses CLASSES;

        static {
            try {
                CLASSES = make();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }
}

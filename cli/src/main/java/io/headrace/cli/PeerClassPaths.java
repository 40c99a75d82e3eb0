package io.headrace.cli;

import io.headrace.bench.contest.ClassPaths;
import io.headrace.bench.contest.House;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Class paths of contestants: ours is that of this JVM, or what of that a program has that depends on the engine; a peer's is built on first use, which downloads its jars. The modules of the
 * peers are in the Maven profile {@code peers} and in nobody else's build.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PeerClassPaths implements ClassPaths {
    /** The engine's own jar, which is not in the list of what it brings along, and that of the harness. */
    private static final Pattern OWN = Pattern.compile("(engine-core|bench)-.*[.]jar");

    private final Path home;
    private final Consumer<String> progress;
    private final Map<House, String> known = new EnumMap<>(House.class);

    /** @param home the directory of the sources, where {@code ./headrace} is */
    PeerClassPaths(Path home, Consumer<String> progress) {
        this.home = home;
        this.progress = progress;
    }

    /** Builds these peers if they are not built, before anything is timed. */
    void prepare(List<House> peers) throws IOException, InterruptedException {
        List<House> stale = new ArrayList<>();
        for (House peer : peers) {
            if (isStale(peer)) stale.add(peer);
        }
        if (!stale.isEmpty()) build(stale);
    }

    /** Not built yet, or a source is newer. */
    private boolean isStale(House peer) throws IOException {
        Path built = target(peer).resolve("classpath");
        if (!Files.isRegularFile(built)) return true;
        FileTime time = Files.getLastModifiedTime(built);
        return hasNewer(home.resolve("bench/src/main"), time)
                || hasNewer(home.resolve("bench/peers").resolve(peer.module()).resolve("src"), time)
                || Files.getLastModifiedTime(home.resolve("bench/peers")
                                        .resolve(peer.module())
                                        .resolve("pom.xml"))
                                .compareTo(time)
                        > 0;
    }

    private static boolean hasNewer(Path directory, FileTime time) throws IOException {
        try (Stream<Path> files = Files.find(
                directory,
                Integer.MAX_VALUE,
                (file, is) -> is.isRegularFile() && is.lastModifiedTime().compareTo(time) > 0)) {
            return files.findAny().isPresent();
        }
    }

    private void build(List<House> peers) throws IOException, InterruptedException {
        progress.accept("building the peers " + peers + " (the first time their jars are downloaded)...");
        String modules =
                peers.stream().map(peer -> "bench/peers/" + peer.module()).collect(Collectors.joining(","));
        List<String> command = List.of(
                "mvn",
                "-q",
                "-B",
                "-Ppeers",
                "-DskipTests",
                "-Dspotless.check.skip",
                "-Dcyclonedx.skip",
                "-Djacoco.skip",
                "-pl",
                modules,
                "-am",
                "package");
        Process maven = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log().toFile()))
                .start();
        int code = maven.waitFor();
        if (code != 0)
            throw new IllegalStateException("the peers could not be built:\n" + Files.readString(log()) + "\n("
                    + String.join(" ", command) + ")");
        // Maven does not write a class path again that has not changed.
        for (House peer : peers)
            Files.setLastModifiedTime(target(peer).resolve("classpath"), FileTime.from(Instant.now()));
    }

    private Path target(House peer) {
        return home.resolve("bench/peers").resolve(peer.module()).resolve("target");
    }

    private Path log() throws IOException {
        return Files.createDirectories(home.resolve("bench/target")).resolve("peers.log");
    }

    @Override
    public String of(House house) {
        return known.computeIfAbsent(house, this::find);
    }

    /** Of what this JVM has, that which a program gets that depends on the engine, and the jar that asks for figures. */
    private String user(String own) {
        Path built = home.resolve("engine-core/target/classpath");
        Set<String> names = new HashSet<>();
        try {
            for (String entry : Files.readString(built).strip().split(":", -1)) names.add(name(entry));
        } catch (IOException e) {
            throw new UncheckedIOException("what the engine brings along is not known: ./headrace builds " + built, e);
        }
        return Stream.of(own.split(":", -1))
                .filter(entry ->
                        names.contains(name(entry)) || OWN.matcher(name(entry)).matches())
                .collect(Collectors.joining(":"));
    }

    private static String name(String entry) {
        return String.valueOf(Path.of(entry).getFileName());
    }

    private String find(House house) {
        String own = System.getProperty("java.class.path");
        if (house == House.OURS) return own;
        if (house == House.USER) return user(own);
        Path target = target(house);
        try {
            return target.resolve("classes") + ":"
                    + Files.readString(target.resolve("classpath")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the peer " + house.module() + " is not built", e);
        }
    }
}

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
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Class paths of contestants: ours is that of this JVM; a peer's is built on first use, which downloads its jars. The modules of the
 * peers are in the Maven profile {@code peers} and in nobody else's build.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PeerClassPaths implements ClassPaths {
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

    private String find(House house) {
        if (!house.isPeer()) return System.getProperty("java.class.path");
        Path target = target(house);
        try {
            return target.resolve("classes") + ":"
                    + Files.readString(target.resolve("classpath")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the peer " + house.module() + " is not built", e);
        }
    }
}

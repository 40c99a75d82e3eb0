package io.headrace.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;

/** Files that are written beside a directory and moved into it, as they should be. */
final class DroppedFiles {
    private final Path workshop;
    final Path directory;

    DroppedFiles(Path temporary) throws IOException {
        workshop = Files.createDirectories(temporary.resolve("workshop"));
        directory = Files.createDirectories(temporary.resolve("in"));
    }

    Path drop(String name, long modifiedMillis, String text) throws IOException {
        return drop(name, modifiedMillis, text.getBytes(StandardCharsets.UTF_8));
    }

    Path drop(String name, long modifiedMillis, byte[] bytes) throws IOException {
        Path target = directory.resolve(name);
        Path whole = Files.write(workshop.resolve(target.getFileName()), bytes);
        Files.setLastModifiedTime(whole, FileTime.fromMillis(modifiedMillis));
        Files.createDirectories(target.getParent());
        return Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
    }
}

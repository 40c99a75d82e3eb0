package io.headrace.cli;

import io.headrace.wal.Log;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The directory of a log on a command line: the context's, or the one with the log's files themselves. */
final class LogDirectoryArgument {
    @Parameters(paramLabel = "DIR", description = "The context's directory (it holds log/), or the log directory.")
    private Path given;

    Path given() {
        return given;
    }

    Path resolved() {
        Path inside = given.resolve(Log.DIRECTORY_NAME);
        return Files.isDirectory(inside) ? inside : given;
    }
}

package io.headrace.cli;

import io.headrace.wal.Log;
import io.headrace.wal.scan.LogVerifier;
import io.headrace.wal.scan.VerifyReport;
import java.io.IOException;
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

    /** The report on the log; a file that cannot be read makes it no log, and no answer. */
    VerifyReport verified() {
        try {
            return LogVerifier.verify(resolved());
        } catch (IOException e) {
            throw new NonsenseException(given + " cannot be read as a log", e);
        }
    }

    Path resolved() {
        Path inside = given.resolve(Log.DIRECTORY_NAME);
        return Files.isDirectory(inside) ? inside : given;
    }
}

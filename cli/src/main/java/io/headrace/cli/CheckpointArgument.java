package io.headrace.cli;

import io.headrace.exec.checkpoint.CheckpointDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The directory of checkpoints on a command line: the context's, or the one with the files themselves. */
final class CheckpointArgument {
    @Parameters(
            paramLabel = "DIR",
            description = "The context's directory (it holds checkpoint/), or the checkpoint directory.")
    private Path given;

    CheckpointDirectory directory() {
        Path inside = given.resolve(CheckpointDirectory.DIRECTORY_NAME);
        return new CheckpointDirectory(Files.isDirectory(inside) ? inside : given);
    }

    /** The numbers of the checkpoints, the latest first; there is at least one. */
    List<Long> numbers() throws IOException {
        if (!Files.isDirectory(given)) throw new NonsenseException(given + " is not a directory");
        List<Long> numbers = directory().numbers();
        if (numbers.isEmpty()) throw new NonsenseException(given + " has no checkpoint: there is no manifest in it");
        return numbers;
    }
}

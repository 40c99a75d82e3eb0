package io.headrace.exec.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that a directory of checkpoints holds, as far as that is known without a look into it: a look at each checkpoint would be
 * garbage by the file. Whoever makes one says so before; where something went wrong in between, all is unknown until the next look.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class KnownFiles {
    /** A file, and what it is: of a manifest or a segment the number. */
    record Known(Path file, long number, boolean isManifest) {
        boolean isManifestOf(long checkpoint) {
            return isManifest && number == checkpoint;
        }
    }

    private final List<Known> files = new ArrayList<>();
    private boolean areAll;

    /** Whether there are no others. */
    boolean areAll() {
        return areAll;
    }

    /** There may be others from now on. */
    void forget() {
        files.clear();
        areAll = false;
    }

    /** What a look into the directory has shown. */
    void found(List<Known> all) {
        files.clear();
        files.addAll(all);
        areAll = true;
    }

    /** One more is about to be made. */
    Path add(Known made) {
        files.add(made);
        return made.file();
    }

    int size() {
        return files.size();
    }

    Known get(int index) {
        return files.get(index);
    }

    /** The file is gone. */
    void remove(int index) {
        files.remove(index);
    }
}

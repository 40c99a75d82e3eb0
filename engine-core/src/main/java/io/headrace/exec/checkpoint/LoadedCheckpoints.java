package io.headrace.exec.checkpoint;

import io.headrace.memory.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints that a start finds: the latest that is whole, and the one before it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param latest the one to go on from, every byte of which was read; null without any
 * @param before the whole manifest of the one before; null without any
 * @param damages what is wrong with later ones, which are passed over
 */
public record LoadedCheckpoints(
        @Nullable Manifest latest, @Nullable Manifest before, List<String> damages) {
    /** There is nothing. */
    public static final LoadedCheckpoints NONE = new LoadedCheckpoints(null, null, List.of());

    public LoadedCheckpoints {
        damages = List.copyOf(damages);
    }

    /**
     * Looks for the latest that is whole.
     *
     * @throws NewerVersionException when a newer build has written one of them
     */
    public static LoadedCheckpoints find(CheckpointDirectory directory) throws IOException {
        List<String> damages = new ArrayList<>();
        Manifest latest = null;
        Manifest before = null;
        for (long number : directory.numbers()) {
            try {
                Manifest manifest = directory.read(number);
                if (latest == null) {
                    directory.verify(manifest);
                    latest = manifest;
                } else if (before == null) {
                    before = manifest;
                }
            } catch (CorruptDataException e) {
                damages.add(e.getMessage());
            }
        }
        return new LoadedCheckpoints(latest, before, damages);
    }

    /** Those that there are, the latest behind. */
    public List<Manifest> inOrder() {
        List<Manifest> all = new ArrayList<>();
        if (before != null) all.add(before);
        if (latest != null) all.add(latest);
        return all;
    }
}

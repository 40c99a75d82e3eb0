package io.headrace.exec.checkpoint;

import io.headrace.memory.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints that a start finds: the latest that is whole, and those before it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param latest the one to go on from, every byte of which was read; null without any
 * @param keys about how many keys each operator has in the latest, by its number
 * @param before the whole manifest of the one before; null without any
 * @param older manifests before that, the latest behind
 * @param damages what is wrong with later ones, which are passed over
 */
public record LoadedCheckpoints(
        @Nullable Manifest latest,
        Map<Integer, Long> keys,
        @Nullable Manifest before,
        List<Manifest> older,
        List<String> damages) {
    /** There is nothing. */
    public static final LoadedCheckpoints NONE = new LoadedCheckpoints(null, Map.of(), null, List.of(), List.of());

    public LoadedCheckpoints {
        keys = Map.copyOf(keys);
        older = List.copyOf(older);
        damages = List.copyOf(damages);
    }

    /**
     * Looks for the latest that is whole. One that is deleted meanwhile, by a context that runs, is none that is damaged.
     *
     * @throws NewerVersionException when a newer build has written one of them
     */
    public static LoadedCheckpoints find(CheckpointDirectory directory) throws IOException {
        List<String> damages = new ArrayList<>();
        Manifest latest = null;
        Map<Integer, Long> keys = Map.of();
        Manifest before = null;
        List<Manifest> older = new ArrayList<>();
        for (long number : directory.numbers()) {
            try {
                Manifest manifest = directory.read(number);
                if (latest == null) {
                    keys = KeyEstimate.of(directory, manifest, directory.verify(manifest));
                    latest = manifest;
                } else if (before == null) {
                    before = manifest;
                } else {
                    older.add(0, manifest);
                }
            } catch (CorruptDataException e) {
                if (directory.has(number)) damages.add(e.getMessage());
            }
        }
        return new LoadedCheckpoints(latest, keys, before, older, damages);
    }

    /** Those that there are, the latest behind. */
    public List<Manifest> inOrder() {
        List<Manifest> all = new ArrayList<>(older);
        if (before != null) all.add(before);
        if (latest != null) all.add(latest);
        return all;
    }
}

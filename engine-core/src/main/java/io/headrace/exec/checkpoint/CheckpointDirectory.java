package io.headrace.exec.checkpoint;

import io.headrace.memory.CorruptDataException;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import io.headrace.wal.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * The files of a context's checkpoints.
 *
 * <pre>
 *   &lt;context&gt;/checkpoint/0000000007.manifest   checkpoint 7: written beside, forced, renamed
 *   &lt;context&gt;/checkpoint/0000000012.segment    segment 12: what a manifest names is never changed
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class CheckpointDirectory {
    /** In the context's directory. */
    public static final String DIRECTORY_NAME = "checkpoint";

    private static final String MANIFEST = ".manifest";
    private static final String SEGMENT = ".segment";
    private static final String UNFINISHED = ".new";
    private static final int DIGITS = 10;
    private static final int MOST_DIGITS = 18;
    private static final long NO_NUMBER = -1;

    private final Path directory;
    private final KnownFiles known = new KnownFiles();

    /** @param directory the one that holds the files; it need not be there */
    public CheckpointDirectory(Path directory) {
        this.directory = directory;
    }

    public Path path() {
        return directory;
    }

    /** The numbers of the checkpoints that there are, the latest first. */
    public List<Long> numbers() throws IOException {
        List<Long> numbers = new ArrayList<>(numbers(MANIFEST));
        numbers.sort(Comparator.reverseOrder());
        return numbers;
    }

    private Set<Long> numbers(String ending) throws IOException {
        Set<Long> numbers = new TreeSet<>();
        if (!Files.isDirectory(directory)) return numbers;
        for (Path file : files()) {
            long number = number(file.getFileName().toString(), ending);
            if (number != NO_NUMBER) numbers.add(number);
        }
        return numbers;
    }

    /** The number in a name: ten digits or more, and what it ends with. */
    private static long number(String name, String ending) {
        int digits = name.length() - ending.length();
        if (digits < DIGITS || digits > MOST_DIGITS || !name.endsWith(ending)) return NO_NUMBER;
        long number = 0;
        for (int i = 0; i < digits; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) return NO_NUMBER;
            number = 10 * number + digit;
        }
        return number;
    }

    /** One more than any file has. */
    public long nextNumber() throws IOException {
        long last = 0;
        for (long number : numbers(MANIFEST)) last = Math.max(last, number);
        for (long number : numbers(SEGMENT)) last = Math.max(last, number);
        return last + 1;
    }

    /** Whether a checkpoint that was listed is there still: a context that runs deletes those that are superseded. */
    public boolean has(long number) {
        return Files.exists(manifest(number));
    }

    Path manifest(long number) {
        return directory.resolve(digits(number) + MANIFEST);
    }

    private static String digits(long number) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
    }

    /** The file of a segment. */
    public Path segment(long number) {
        return directory.resolve(digits(number) + SEGMENT);
    }

    /** The directory, for who writes into it. */
    void make() throws IOException {
        if (!Files.isDirectory(directory))
            Files.createDirectories(directory); // which would say by an exception that it is there
    }

    /** The file of a segment that is about to be written. */
    Path newSegment(long number) {
        return known.add(new KnownFiles.Known(segment(number), number, false));
    }

    /**
     * Reads a manifest.
     *
     * @throws CorruptDataException when it is damaged or gone
     */
    public Manifest read(long number) throws IOException {
        Path file = manifest(number);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new CorruptDataException("manifest " + file + " is missing");
        }
        Manifest manifest = ManifestCodec.decode(bytes, file.toString());
        if (manifest.number() != number)
            throw new CorruptDataException(
                    "manifest " + file + " is damaged: it is the one of checkpoint " + manifest.number());
        return manifest;
    }

    /**
     * Reads every byte of a checkpoint's segments, chunk by chunk: none of their entries is looked at but the first of each chunk, for these
     * are looked at again by who shows them.
     *
     * @return how many entries of keys each operator has in all segments together, by its number, a chunk being counted for the operator that it
     *     begins with
     * @throws CorruptDataException when one of them is damaged or gone
     */
    public Map<Integer, Long> verify(Manifest manifest) throws IOException {
        Map<Integer, Long> keys = new HashMap<>();
        for (SegmentInfo segment : manifest.segments()) {
            try (SegmentReader reader = new SegmentReader(segment(segment.number()), segment)) {
                verify(reader, keys);
            }
        }
        return keys;
    }

    /** Entries of one operator stand behind one another. */
    private static void verify(SegmentReader reader, Map<Integer, Long> keys) throws IOException {
        int operator = -1;
        long count = 0;
        while (reader.passChunk()) {
            long key = reader.passedKey();
            if (FoldedEntry.operator(key) != operator) {
                keys.merge(operator, count, Long::sum);
                operator = FoldedEntry.operator(key);
                count = 0;
            }
            if (!FoldedEntry.isPane(key)) count += reader.passedEntries();
        }
        keys.merge(operator, count, Long::sum);
    }

    /** Shows what a checkpoint holds: operator by operator, of each its keys, then its panes by their ticks. */
    public void show(Manifest manifest, StateVisitor visitor) throws IOException {
        PaneLife life = new PaneLife(Forms.of(manifest.operators()), manifest.tick());
        try (GrowingBuffer scratch = new GrowingBuffer(SegmentFormat.CHUNK_BYTES);
                EntryCursor entries = merged(manifest.segments(), true, life)) {
            while (entries.next()) Shown.show(entries, scratch, visitor);
        }
    }

    MergeCursor merged(List<SegmentInfo> segments, boolean isBase, PaneLife life) throws IOException {
        List<SegmentReader> readers = new ArrayList<>();
        boolean all = false;
        try {
            for (SegmentInfo segment : segments) readers.add(new SegmentReader(segment(segment.number()), segment));
            all = true;
            return new MergeCursor(readers, isBase, life);
        } finally {
            if (!all) for (SegmentReader reader : readers) reader.close();
        }
    }

    /** Makes a manifest's segments a checkpoint: whole and on the disk, or not at all. */
    void publish(Manifest manifest, Disk disk) throws IOException {
        boolean isPublished = false;
        try {
            publishNew(manifest, disk);
            isPublished = true;
        } finally {
            if (!isPublished) known.forget();
        }
    }

    private void publishNew(Manifest manifest, Disk disk) throws IOException {
        Path file = known.add(new KnownFiles.Known(manifest(manifest.number()), manifest.number(), true));
        Path fresh = file.resolveSibling(file.getFileName() + UNFINISHED);
        CrashPoints.io(CrashPoint.BEFORE_MANIFEST);
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(ManifestCodec.encode(manifest));
            CrashPoints.io(CrashPoint.IN_MANIFEST);
            while (bytes.hasRemaining()) channel.write(bytes);
            CrashPoints.io(CrashPoint.BEFORE_MANIFEST_FORCE);
            disk.force(channel);
        }
        disk.forceDirectory(directory); // the segments' entries
        CrashPoints.io(CrashPoint.BEFORE_MANIFEST_RENAME);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        CrashPoints.io(CrashPoint.AFTER_MANIFEST_RENAME);
        disk.forceDirectory(directory);
        CrashPoints.at(CrashPoint.AFTER_MANIFEST);
    }

    /** Deletes everything but these checkpoints and segments. */
    void prune(List<Manifest> kept, LongPredicate segments) throws IOException {
        CrashPoints.io(CrashPoint.BEFORE_PRUNE);
        if (!known.areAll()) look();
        for (int i = known.size() - 1; i >= 0; i--) {
            KnownFiles.Known one = known.get(i);
            if (isNeeded(one, kept, segments)) continue;
            Files.deleteIfExists(one.file());
            known.remove(i);
            CrashPoints.io(CrashPoint.IN_PRUNE);
        }
        CrashPoints.at(CrashPoint.AFTER_PRUNE);
    }

    private static boolean isNeeded(KnownFiles.Known file, List<Manifest> kept, LongPredicate segments) {
        if (!file.isManifest() && segments.test(file.number())) return true;
        for (int i = 0; i < kept.size(); i++) {
            Manifest manifest = kept.get(i);
            if (file.isManifestOf(manifest.number())) return true;
            if (!file.isManifest() && manifest.hasSegment(file.number())) return true;
        }
        return false;
    }

    /** What an earlier run has left is found once. */
    private void look() throws IOException {
        List<KnownFiles.Known> found = new ArrayList<>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            long manifest = number(name, MANIFEST);
            long segment = number(name, SEGMENT);
            boolean isOurs = name.endsWith(MANIFEST) || name.endsWith(SEGMENT) || name.endsWith(UNFINISHED);
            if (manifest != NO_NUMBER) found.add(new KnownFiles.Known(file, manifest, true));
            else if (isOurs) found.add(new KnownFiles.Known(file, segment, false));
        }
        known.found(found);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}

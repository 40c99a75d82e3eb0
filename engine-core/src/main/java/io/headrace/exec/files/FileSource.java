package io.headrace.exec.files;

import io.headrace.StreamingException;
import io.headrace.exec.files.FileSearch.Found;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers ticks: looks for the files that are new at the tick's time, and writes their records, file by file. A block has records of one
 * file only, and says of which.
 *
 * <p>What is read is what the file was when it was opened. A file that is gone by then is named in a warning and left out; one that cannot
 * be read, or whose reader throws, fails the input before the batch exists, so nothing is taken and nothing lost.
 *
 * <p><b>Threading:</b> the receiver's thread.
 */
final class FileSource implements PolledSource {
    private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);

    private final String label;
    private final FileTicks ticks;
    private final TickFiles told;
    private final FileSearch search;
    private final FileOpener opener;
    private final TakenFiles taken;
    private final FilePosition position = new FilePosition();
    private final Deque<Found> files = new ArrayDeque<>();
    private final boolean tellsOld;
    private boolean hasLooked;
    private boolean isSearched;
    private boolean hasFailed;
    private @Nullable Reading reading;

    /** The file that is being read. */
    private record Reading(Found found, PolledSource records, FileWriter writer) {}

    /** @param tellsOld whether files that are too old for this start are spoken of, once */
    FileSource(
            String label,
            FileTicks ticks,
            TickFiles told,
            FileSearch search,
            FileOpener opener,
            TakenFiles taken,
            boolean tellsOld) {
        this.label = label;
        this.ticks = ticks;
        this.told = told;
        this.search = search;
        this.opener = opener;
        this.taken = taken;
        this.tellsOld = tellsOld;
    }

    @Override
    public int poll(RecordWriter out) {
        if (!ticks.isAsked()) return 0;
        hasFailed = true;
        int work = answer(out);
        hasFailed = false;
        return work;
    }

    private int answer(RecordWriter out) {
        long time = ticks.time();
        if (!isSearched) search(time);
        if (reading == null) reading = openNext(time, out);
        Reading now = reading;
        if (now == null) {
            isSearched = false;
            taken.asked(time);
            ticks.answered(told.metadata());
            return 1;
        }
        return read(now, out);
    }

    private void search(long time) {
        if (tellsOld && !hasLooked) tellOld();
        hasLooked = true;
        told.begin();
        List<Found> found = search.modified(taken.horizonMillis(), time);
        for (Found file : found) if (!taken.has(position.keyOf(file.path()))) files.add(file);
        isSearched = true;
    }

    private void tellOld() {
        String told = passedOver(label, search, taken.horizonMillis());
        if (told != null) LOG.info(told);
    }

    /** Which files a first start leaves out, in words; null for none. */
    static @Nullable String passedOver(String label, FileSearch search, long horizonMillis) {
        int old = search.countUntil(horizonMillis);
        if (old == 0) return null;
        return label + ": "
                + (old == 1
                        ? "1 file that was there before the start is passed over"
                        : old + " files that were there before the start are passed over")
                + "; to take in those that are not older than headrace.files.min.remember, write"
                + " fileStream(directory, reader, filter, false)";
    }

    /** The next of the found files that is still there; null when there is none. */
    private @Nullable Reading openNext(long time, RecordWriter out) {
        for (Found next = files.poll(); next != null; next = files.poll()) {
            Path path = next.path();
            try {
                PolledSource records = opener.open(path);
                FilePosition.Key key = position.keyOf(path);
                position.set(time, key, taken.horizonMillis(), taken.rememberMillis());
                taken.took(time, key);
                told.took(path);
                return new Reading(next, records, new FileWriter(out, position, path.toString()));
            } catch (NoSuchFileException e) {
                LOG.warn("{}: file {} was deleted before it could be read, and is left out", label, path);
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }
        return null;
    }

    private int read(Reading now, RecordWriter out) {
        Path path = now.found.path();
        try {
            int done = now.records.poll(now.writer);
            if (done != ENDED) return done;
            out.seal();
            reading = null;
            now.records.close();
            warnIfWritten(now.found);
            return 1;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private void warnIfWritten(Found found) throws IOException {
        Path path = found.path();
        if (!Files.exists(path) || Files.getLastModifiedTime(path).toMillis() == found.modifiedMillis()) return;
        LOG.warn(
                "{}: file {} was written to while it was read; what came later is left out: write files elsewhere, and move"
                        + " them into the directory when they are whole",
                label,
                path);
    }

    private StreamingException unreadable(Path path, IOException cause) {
        return new StreamingException(
                label + ": file " + path + " cannot be read: " + cause
                        + "; nothing of its batch was taken: make it readable or move it away, and start again",
                cause);
    }

    @Override
    public void close() throws IOException {
        // A batch of which a part has failed waits until the context has stopped; it must not do without that part.
        if (!hasFailed) ticks.close();
        position.close();
        Reading left = reading;
        reading = null;
        if (left != null) left.records.close();
    }
}

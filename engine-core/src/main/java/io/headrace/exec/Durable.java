package io.headrace.exec;

import io.headrace.HeadraceConf;
import io.headrace.StreamingException;
import io.headrace.exec.checkpoint.CheckpointDirectory;
import io.headrace.exec.checkpoint.LoadedCheckpoints;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.exec.intake.LogHome;
import io.headrace.exec.journal.ContextSettings;
import io.headrace.exec.journal.DictionaryEntry;
import io.headrace.exec.journal.JournalTypes;
import io.headrace.memory.Hash;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import io.headrace.wal.disk.DanglingLink;
import io.headrace.wal.disk.DirectoryInUseException;
import io.headrace.wal.disk.DirectoryLock;
import io.headrace.wal.scan.LogEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a context has on the disk: its directory, owned by this process alone, its log, and what was fixed when the directory was first
 * used. Without a directory, or at durability OFF, there is no log. Where there is a checkpoint to restore first, the log is opened beside
 * that, and is there from {@link #awaitLog} on.
 *
 * <p><b>Threading:</b> made and closed by one thread; the parts as they say.
 */
final class Durable implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Durable.class);

    final ContextSettings settings;
    final JournalTypes types;
    final boolean isLogged;
    final @Nullable CheckpointDirectory checkpoints;
    final LoadedCheckpoints found;
    private @Nullable LogOpening opening; // null once it was waited for
    private final @Nullable DirectoryLock lock;

    // With a log from awaitLog on.
    @Nullable
    Log log;

    @Nullable
    LogHome home;

    long incarnation;

    private Durable(
            ContextSettings settings,
            JournalTypes types,
            @Nullable LogOpening opening,
            @Nullable CheckpointDirectory checkpoints,
            LoadedCheckpoints found,
            long incarnation,
            @Nullable DirectoryLock lock) {
        this.settings = settings;
        this.types = types;
        this.opening = opening;
        this.isLogged = opening != null;
        this.checkpoints = checkpoints;
        this.found = found;
        this.incarnation = incarnation;
        this.lock = lock;
    }

    /** Takes the directory, and opens what is in it. */
    static Durable open(HeadraceConf conf, long batchMillis) throws IOException {
        long now = conf.clock().millis();
        ContextSettings wanted = new ContextSettings(
                batchMillis,
                Math.floorDiv(now, batchMillis) * batchMillis,
                conf.keyGroups(),
                Hash.PARTITION_VERSION,
                conf.defaultPartitions());
        Path directory = conf.directory();
        if (directory == null)
            return new Durable(wanted, new JournalTypes(false), null, null, LoadedCheckpoints.NONE, 1, null);
        make(directory);
        DirectoryLock lock = lock(directory);
        try {
            FoundCheckpoints found = FoundCheckpoints.in(directory);
            return conf.durability() == Durability.OFF
                    ? unlogged(directory, lock, wanted, found)
                    : logged(conf, directory, lock, wanted, found);
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static void make(Path directory) throws IOException {
        DanglingLink dangling = DanglingLink.on(directory);
        if (dangling != null)
            throw new StreamingException("headrace.directory is " + directory + ", and the link " + dangling.link()
                    + " leads to " + dangling.target() + ", which is not there: make that, or name another directory");
        if (Files.exists(directory) && !Files.isDirectory(directory))
            throw new StreamingException("headrace.directory is " + directory
                    + ", which is a file: name a directory, which is made if it is not there");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StreamingException(
                    "headrace.directory is " + directory + ", which cannot be made (" + e
                            + "): name a directory that this user may make, and that lies in no file",
                    e);
        }
    }

    /** The lock is the first file that is written: who may not write there is told so. */
    private static DirectoryLock lock(Path directory) throws IOException {
        try {
            return DirectoryLock.acquire(directory);
        } catch (DirectoryInUseException e) {
            throw e;
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    /** What a start is told that cannot write there. */
    static StreamingException unwritable(Path directory, IOException problem) {
        return new StreamingException(
                "headrace.directory is " + directory + ", which cannot be written (" + problem
                        + "): make room if its disk is full, run the program as the user whose directory it is, or name"
                        + " another one",
                problem);
    }

    private static Durable unlogged(Path directory, DirectoryLock lock, ContextSettings wanted, FoundCheckpoints found)
            throws IOException {
        found.mustDoWithoutLog();
        JournalTypes types = new JournalTypes(false);
        Manifest latest = found.loaded().latest();
        if (latest != null)
            types.recover(
                    latest.dictionary().stream().map(DictionaryEntry::encode).toList());
        ContextSettings settings = latest == null ? wanted : latest.settings().goOn(wanted);
        long incarnation =
                Incarnation.next(directory, latest == null ? 0 : latest.batch().incarnation());
        return new Durable(settings, types, null, found.directory(), found.loaded(), incarnation, lock);
    }

    private static Durable logged(
            HeadraceConf conf, Path directory, DirectoryLock lock, ContextSettings wanted, FoundCheckpoints found)
            throws IOException {
        LogEnd end = LogEnd.find(directory.resolve(Log.DIRECTORY_NAME)).orThrow();
        ContextSettings settings = ContextSettings.goOn(end, wanted);
        found.mustFit(end); // before anything is written
        LogOptions options = LogOptions.of(directory)
                .durability(conf.durability())
                .rollBytes(conf.rollBytes())
                .settings(settings.encode())
                .lock(lock)
                .end(end);
        Path archive = conf.archive();
        if (archive != null) options = options.archive(archive);
        JournalTypes types = new JournalTypes(true);
        types.recover(end.dictionary());
        found.mustBeKnown(types);
        end.notes().forEach(note -> LOG.info("the log in {}: {}", directory, note));
        LogOpening opening = LogOpening.begin(options);
        Durable durable = new Durable(settings, types, opening, found.directory(), found.loaded(), 0, lock);
        if (found.loaded().latest() == null) durable.awaitLog();
        return durable;
    }

    /** Waits until the log is open, if there is one. */
    void awaitLog() throws IOException {
        LogOpening begun = opening;
        if (begun == null) return;
        opening = null;
        Log opened = begun.await();
        log = opened;
        home = new LogHome(opened);
        incarnation = opened.incarnation();
    }

    /** Of the log; 0 without one. A checkpoint that goes on in it knows it before it is open. */
    long logId() {
        if (log != null) return log.logId();
        Manifest latest = found.latest();
        return latest == null ? 0 : latest.logId();
    }

    @Override
    public void close() throws IOException {
        try {
            if (opening != null) closeUnused(opening);
            if (home != null) home.close();
            if (log != null) log.close();
        } finally {
            if (lock != null) lock.close();
        }
    }

    /** The start failed before it needed the log. */
    private static void closeUnused(LogOpening opening) {
        try {
            opening.await().close();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the log could not be opened either", e);
        }
    }
}

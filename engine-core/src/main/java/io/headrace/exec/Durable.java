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
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
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
 * used. Without a directory, or at durability OFF, there is no log.
 *
 * <p><b>Threading:</b> made and closed by one thread; the parts as they say.
 */
final class Durable implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Durable.class);

    final ContextSettings settings;
    final JournalTypes types;
    final @Nullable Log log;
    final @Nullable LogHome home;
    final @Nullable CheckpointDirectory checkpoints;
    final LoadedCheckpoints found;
    final long incarnation;
    private final @Nullable DirectoryLock lock;

    private Durable(
            ContextSettings settings,
            JournalTypes types,
            @Nullable Log log,
            @Nullable CheckpointDirectory checkpoints,
            LoadedCheckpoints found,
            long incarnation,
            @Nullable DirectoryLock lock) {
        this.settings = settings;
        this.types = types;
        this.log = log;
        this.home = log == null ? null : new LogHome(log);
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
        DirectoryLock lock = DirectoryLock.acquire(directory);
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
        CrashPoints.at(CrashPoint.BEFORE_LOG_OPEN);
        Log log = Log.open(options);
        CrashPoints.at(CrashPoint.AFTER_LOG_OPEN);
        try {
            log.previous().notes().forEach(note -> LOG.info("the log in {}: {}", directory, note));
            JournalTypes types = new JournalTypes(true);
            types.recover(log.previous().dictionary());
            found.mustBeKnown(types);
            return new Durable(settings, types, log, found.directory(), found.loaded(), log.incarnation(), lock);
        } catch (RuntimeException | Error e) {
            log.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (home != null) home.close();
            if (log != null) log.close();
        } finally {
            if (lock != null) lock.close();
        }
    }
}

package io.headrace.wal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Which file systems a log may live on. Over a network neither the lock, nor a mapping, nor a forced write means what it
 * means on a local disk.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class FileSystems {
    private static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "afs",
            "afpfs",
            "ncpfs",
            "9p",
            "ceph",
            "glusterfs",
            "fuse.glusterfs",
            "fuse.sshfs",
            "fuse.s3fs",
            "lustre",
            "gpfs",
            "webdav",
            "davfs",
            "fuse.davfs2");

    private FileSystems() {}

    /** Fails when {@code directory} is on another machine's disk. */
    public static void refuseNetwork(Path directory) throws IOException {
        String type = Files.getFileStore(directory).type();
        if (isNetwork(type))
            throw new IOException(directory + " is on a network file system (" + type
                    + "), where locks and forced writes cannot be relied on: choose a directory on a local disk");
    }

    static boolean isNetwork(String type) {
        return NETWORK.contains(type.toLowerCase(Locale.ROOT));
    }
}

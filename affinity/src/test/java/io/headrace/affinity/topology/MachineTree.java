package io.headrace.affinity.topology;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A machine tree on disk, for tests: written file by file, or unpacked from the recorded machines. */
public final class MachineTree {
    private static final String CPUS = "sys/devices/system/cpu/";

    private final Path root;

    public MachineTree(Path root) {
        this.root = root;
    }

    /** Unpacks a machine of {@code src/test/resources/machines}. */
    public static MachineTree recorded(String name, Path root) {
        MachineTree tree = new MachineTree(root);
        String resource = "/machines/" + name + ".tsv.gz";
        try (InputStream packed = Objects.requireNonNull(MachineTree.class.getResourceAsStream(resource), resource);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int tab = line.indexOf('\t');
                String content = line.substring(tab + 1)
                        .replace("\\\\", "\0")
                        .replace("\\n", "\n")
                        .replace("\0", "\\");
                tree.file(line.substring(0, tab), content + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tree;
    }

    public MachineTree file(String path, String content) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public MachineTree directory(String path) {
        try {
            Files.createDirectories(root.resolve(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An online CPU with the usual topology files. */
    public MachineTree cpu(int cpu, int packageId, int coreId, String siblings) {
        return cpuFile(cpu, "topology/physical_package_id", packageId + "\n")
                .cpuFile(cpu, "topology/core_id", coreId + "\n")
                .cpuFile(cpu, "topology/thread_siblings_list", siblings + "\n");
    }

    public MachineTree cpuFile(int cpu, String file, String content) {
        return file(CPUS + "cpu" + cpu + "/" + file, content);
    }

    public MachineTree online(String list) {
        return file(CPUS + "online", list + "\n");
    }

    public Topology read() {
        return Topology.read(root);
    }
}

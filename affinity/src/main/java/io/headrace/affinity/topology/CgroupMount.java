package io.headrace.affinity.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A mounted control-group hierarchy: where it is seen, and which group of it is seen there.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param kind how its files are named
 * @param controllers what a version 1 hierarchy controls
 * @param root the group that appears at the mount point; {@code /} outside containers
 * @param point the mount point, without its leading slash
 */
record CgroupMount(Kind kind, Set<String> controllers, String root, String point) {
    /** The three ways in which Linux has offered control groups. */
    enum Kind {
        /** Files {@code cpus}, {@code mems}: the cpuset file system from before control groups. */
        CPUSET,
        /** A hierarchy per controller. */
        V1,
        /** One hierarchy for all. */
        V2
    }

    private static final String SEPARATOR = " - ";

    /** From {@code mountinfo}, else {@code mounts}; else from the places where everybody mounts them. */
    static List<CgroupMount> read(FileTree files) {
        List<CgroupMount> mounts = new ArrayList<>();
        for (String line : files.lines("proc/self/mountinfo")) addMountInfo(mounts, line);
        if (mounts.isEmpty()) {
            List<String> lines = files.lines("proc/self/mounts");
            for (String line : lines.isEmpty() ? files.lines("proc/mounts") : lines) addMount(mounts, line);
        }
        if (mounts.stream().noneMatch(mount -> files.isDirectory(mount.point()))) addUsualPlaces(mounts, files);
        return mounts;
    }

    boolean controls(String controller) {
        return kind == Kind.V2 || controllers.contains(controller);
    }

    /**
     * The directories of a group and its ancestors, innermost first; the mount point is the last.
     *
     * @param group the group's path as {@code /proc/self/cgroup} has it
     */
    List<String> upwards(String group) {
        List<String> directories = new ArrayList<>();
        for (String at = below(group); !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
            directories.add(point + at);
        }
        directories.add(point);
        return directories;
    }

    /** The group's path below the mount point: empty, or with a leading slash. */
    private String below(String group) {
        boolean outside = group.startsWith("/..");
        String path = outside || group.equals("/") ? "" : group;
        if (root.equals("/")) return path;
        if (path.equals(root)) return "";
        return path.startsWith(root + "/") ? path.substring(root.length()) : path;
    }

    private static void addMountInfo(List<CgroupMount> mounts, String line) {
        int separator = line.indexOf(SEPARATOR);
        if (separator < 0) return;
        String[] left = line.substring(0, separator).split(" ", -1);
        String[] right = line.substring(separator + SEPARATOR.length()).split(" ", -1);
        if (left.length >= 5 && right.length >= 3) add(mounts, right[0], right[2], left[3], left[4]);
    }

    private static void addMount(List<CgroupMount> mounts, String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length >= 4) add(mounts, fields[2], fields[3], "/", fields[1]);
    }

    private static void add(List<CgroupMount> mounts, String type, String options, String root, String point) {
        String at = decoded(point).replaceFirst("^/+", "");
        Set<String> controllers = Set.copyOf(Arrays.asList(options.split(",", -1)));
        switch (type) {
            case "cgroup2" -> mounts.add(new CgroupMount(Kind.V2, Set.of(), decoded(root), at));
            case "cgroup" -> mounts.add(new CgroupMount(Kind.V1, controllers, decoded(root), at));
            case "cpuset" -> mounts.add(new CgroupMount(Kind.CPUSET, Set.of("cpuset"), decoded(root), at));
            default -> {
                // Not a control group.
            }
        }
    }

    private static void addUsualPlaces(List<CgroupMount> mounts, FileTree files) {
        String base = "sys/fs/cgroup";
        if (files.text(base + "/cgroup.controllers") != null || files.text(base + "/cpu.max") != null) {
            mounts.add(new CgroupMount(Kind.V2, Set.of(), "/", base));
        }
        if (files.isDirectory(base + "/cpuset")) {
            mounts.add(new CgroupMount(Kind.V1, Set.of("cpuset"), "/", base + "/cpuset"));
        }
        for (String name : List.of("cpu", "cpu,cpuacct", "cpuacct,cpu")) {
            if (files.isDirectory(base + "/" + name)) {
                mounts.add(new CgroupMount(Kind.V1, Set.of("cpu"), "/", base + "/" + name));
                break;
            }
        }
    }

    /** Blanks and the like are written as octal escapes in mount tables. */
    private static String decoded(String text) {
        if (text.indexOf('\\') < 0) return text;
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\'
                    && i + 3 < text.length()
                    && text.substring(i + 1, i + 4).matches("[0-7]{3}")) {
                result.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                result.append(text.charAt(i));
            }
        }
        return result.toString();
    }
}

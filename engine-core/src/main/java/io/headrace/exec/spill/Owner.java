package io.headrace.exec.spill;

/**
 * Whose rows they are, for messages: the operation, and what helps when its rows can be kept neither way.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param name the operation and where it was written, or on what: {@code groupByKey on the data of batch 1-17}
 * @param why its rows become bytes: {@code its rows take more of the heap than headrace.spill.memory allows}
 * @param cure other than making the rows fit for it
 */
public record Owner(String name, String why, String cure) {
    /** Whose rows become bytes because the heap has no more room for them. */
    public static Owner outgrown(String name, HeapShare share) {
        return new Owner(
                name,
                "its rows take more of the heap than is allowed (" + share.limit() + " bytes, headrace.spill.memory)",
                "raise headrace.spill.memory");
    }

    /** Whose rows become bytes because the user wants it. */
    public static Owner kept(String name, String level) {
        return new Owner(name, "its rows are kept at " + level, "keep them as objects, with MEMORY_ONLY");
    }

    String needsDisk(String problem, String folder) {
        return name + ": " + why + ", and the disk does not take them: " + problem + "; make room in " + folder
                + ", set headrace.directory to a disk that has some, or " + cure;
    }

    String notBytes(String problem) {
        return name + ": " + why + ", and a row cannot be written as bytes: " + problem + "; or " + cure;
    }
}

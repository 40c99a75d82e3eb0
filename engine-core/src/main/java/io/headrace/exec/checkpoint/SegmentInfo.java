package io.headrace.exec.checkpoint;

/**
 * What a manifest knows of a segment, and what its file must therefore be.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param number the file's name
 * @param bytes of the file
 * @param checksum CRC32C over the CRC32Cs of its chunks, in order, four bytes each, lowest first
 */
public record SegmentInfo(long number, long bytes, long entries, long chunks, int checksum) {}

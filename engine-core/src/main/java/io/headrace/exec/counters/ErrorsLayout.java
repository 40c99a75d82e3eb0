package io.headrace.exec.counters;

/**
 * Where what stands in the errors file, version 1. Numbers are little-endian.
 *
 * <pre>
 *      0      8         12       16       20     24           32           40       48                 128
 *      +------+---------+--------+--------+------+------------+------------+--------+------------------+
 *      | magic| version | places | stride | zero | process id | start time | others | zero             |
 *      +------+---------+--------+--------+------+------------+------------+--------+------------------+
 *    128     {@code places} places of {@code stride} bytes
 *      0       8       16      24       28                128      132                               1024
 *      +-------+-------+-------+--------+-----------------+--------+----------------------------------+
 *      | count | first | last  | length | where, UTF-8    | length | what, UTF-8                      |
 *      +-------+-------+-------+--------+-----------------+--------+----------------------------------+
 * </pre>
 *
 * <p>A place is there once its count is not 0: it is written last, with release. Errors that found no place are counted in
 * {@code others}. The magic is written last of the header.
 *
 * <p><b>Threading:</b> no state.
 */
final class ErrorsLayout {
    /** {@code HRERRORS}. */
    static final long MAGIC = 0x53524F5252455248L;

    static final int VERSION = 1;
    static final int PLACES = 64;
    static final int STRIDE = 1_024;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 8;
    static final int PLACES_AT = 12;
    static final int STRIDE_AT = 16;
    static final int PROCESS_AT = 24;
    static final int START_AT = 32;
    static final int OTHERS_AT = 40;
    static final int FIRST_PLACE_AT = 128;

    static final int COUNT = 0;
    static final int FIRST = 8;
    static final int LAST = 16;
    static final int WHERE = 24;
    static final int WHERE_BYTES = 100;
    static final int WHAT = 128;
    static final int WHAT_BYTES = STRIDE - WHAT - Integer.BYTES;

    private ErrorsLayout() {}

    static int placeAt(int place) {
        return FIRST_PLACE_AT + place * STRIDE;
    }

    static int fileBytes() {
        return placeAt(PLACES);
    }
}

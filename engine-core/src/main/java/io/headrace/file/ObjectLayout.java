package io.headrace.file;

/**
 * The bytes of a file of objects. Numbers are little-endian.
 *
 * <pre>
 *  file   +--------+---------+-------+----------------------------
 *         | magic  | version | CRC   | chunk, chunk, ... end chunk
 *         +--------+---------+-------+----------------------------
 *         0        8         12      16
 *
 *  chunk  +------+--------+-------+-------+---------------
 *         | kind | length | count | CRC   | length bytes
 *         +------+--------+-------+-------+---------------
 *         0      4        8       12      16
 *
 *  kind 1, a type   the name in UTF-8; count is its number, which is one more than that of the type before
 *  kind 2, rows     count times: [length: 4][the value by the dynamic codec]
 *  kind 3, the end  [rows in the file: 8]; count is 0, and nothing follows
 * </pre>
 *
 * A CRC is a CRC32C: the file's over its first 12 bytes; a chunk's over its first 12 bytes and its contents.
 *
 * <p><b>Threading:</b> constants.
 */
final class ObjectLayout {
    /** {@code HROBJCTS}. */
    static final long MAGIC = 0x5354434a424f5248L;

    static final int VERSION = 1;
    static final int FILE_HEADER = 16;
    static final int CHUNK_HEADER = 16;
    static final int KIND = 0;
    static final int LENGTH = 4;
    static final int COUNT = 8;
    static final int CRC = 12;
    static final int TYPE = 1;
    static final int ROWS = 2;
    static final int END = 3;

    /** Rows are collected to about so many bytes before they are written. */
    static final int CHUNK_BYTES = 1 << 16;

    /** The longest row. */
    static final int MOST_ROW_BYTES = 1 << 28;

    private ObjectLayout() {}
}

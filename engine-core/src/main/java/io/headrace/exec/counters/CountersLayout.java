package io.headrace.exec.counters;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Where what stands in the counters file, version 1. Numbers are little-endian.
 *
 * <pre>
 *      0      8         12       16       20       24     32           40      44      48         56      64
 *      +------+---------+--------+--------+--------+------+------------+-------+-------+----------+-------+
 *      | magic| version | room   | values | stride | pid  | start time | state | count | end time | mark  |
 *      +------+---------+--------+--------+--------+------+------------+-------+-------+----------+-------+
 *     64      68                                                                      256
 *      +-------+----------------------------------------------------------------------+
 *      | length| name of the context, UTF-8                                           |
 *      +-------+----------------------------------------------------------------------+
 *    256     directory: {@code room} entries of 64 bytes
 *      0        4          8        12                                               64
 *      +--------+----------+--------+-------------------------------------------------+
 *      | number | instance | length | label, UTF-8                                    |
 *      +--------+----------+--------+-------------------------------------------------+
 * values     the value of entry {@code i} at {@code values + i * stride}
 *      0        8                                                                   128
 *      +--------+---------------------------------------------------------------------+
 *      | value  | nothing: hot threads write their values, each on a line of its own  |
 *      +--------+---------------------------------------------------------------------+
 * </pre>
 *
 * <p>An entry exists once {@code count} is larger than its place: the entry is written first, then the count, with release. The magic
 * is written last of the header, so a file that has it is whole.
 *
 * <p><b>Threading:</b> no state.
 */
final class CountersLayout {
    /** {@code HRCOUNTS}. */
    static final long MAGIC = 0x53544E554F435248L;

    static final int VERSION = 1;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 8;
    static final int ROOM_AT = 12;
    static final int VALUES_AT = 16;
    static final int STRIDE_AT = 20;
    static final int PROCESS_AT = 24;
    static final int START_AT = 32;
    static final int STATE_AT = 40;
    static final int COUNT_AT = 44;
    static final int END_AT = 48; // 0 until the context has ended in order
    static final int MARK_AT = 56; // of the process: 0 in files of older builds
    static final int NAME_AT = 64;
    static final int NAME_BYTES = 188;

    static final int DIRECTORY_AT = 256;
    static final int ENTRY_BYTES = 64;
    static final int NUMBER = 0;
    static final int INSTANCE = 4;
    static final int LABEL = 8;
    static final int LABEL_BYTES = 52;

    static final int STRIDE = 128;

    /** More than any engine has, and a file that a reader can take in at once. */
    static final int MAX_ROOM = 1 << 20;

    static final int LIVE = 1;
    static final int CLOSED = 2;

    static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private CountersLayout() {}

    static int entryAt(int place) {
        return DIRECTORY_AT + place * ENTRY_BYTES;
    }

    /** Behind the directory, on a line of its own. */
    static int valuesAt(int room) {
        return (entryAt(room) + STRIDE - 1) / STRIDE * STRIDE;
    }

    static int fileBytes(int room) {
        return valuesAt(room) + room * STRIDE;
    }

    /** Writes the length and as much of the text as fits: whole characters only. */
    static void putText(ByteBuffer file, int at, String text, int room) {
        ByteBuffer target = file.slice(at + Integer.BYTES, room);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(text), target, true);
        INTS.set(file, at, target.position());
    }

    /** The text, whatever stands there. */
    static String text(ByteBuffer file, int at, int room) {
        int length = Math.max(0, Math.min(room, (int) INTS.get(file, at)));
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CharBuffer chars = CharBuffer.allocate(length);
        decoder.decode(file.slice(at + Integer.BYTES, length), chars, true);
        return chars.flip().toString();
    }
}

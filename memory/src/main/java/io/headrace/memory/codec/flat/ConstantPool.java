package io.headrace.memory.codec.flat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The constants of a class file: each is entered once and known by its index.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ConstantPool {
    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;

    private final Map<String, Integer> indexes = new HashMap<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    int utf8(String text) {
        return enter(UTF8, text, 0, 0);
    }

    int type(String internalName) {
        return enter(CLASS, "", utf8(internalName), 0);
    }

    int string(String value) {
        return enter(STRING, "", utf8(value), 0);
    }

    int method(String owner, String name, String descriptor) {
        int nameAndType = enter(NAME_AND_TYPE, "", utf8(name), utf8(descriptor));
        return enter(METHOD, "", type(owner), nameAndType);
    }

    private int enter(int tag, String text, int first, int second) {
        String key = tag + " " + text + " " + first + " " + second;
        Integer known = indexes.get(key);
        if (known != null) return known;
        int index = indexes.size() + 1;
        indexes.put(key, index);
        try {
            out.writeByte(tag);
            if (tag == UTF8) out.writeUTF(text);
            else out.writeShort(first);
            if (tag == METHOD || tag == NAME_AND_TYPE) out.writeShort(second);
        } catch (IOException e) {
            throw new AssertionError("a byte array takes every write", e);
        }
        return index;
    }

    void writeTo(DataOutputStream target) throws IOException {
        target.writeShort(indexes.size() + 1);
        bytes.writeTo(target);
    }
}

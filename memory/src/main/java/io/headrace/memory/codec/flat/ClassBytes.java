package io.headrace.memory.codec.flat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a small class file: one superclass, one interface, methods of straight code, no fields. No branches means no
 * stack maps, which is what keeps this small.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ClassBytes {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int JAVA_17 = 61;
    private static final int PUBLIC = 1;
    private static final int FINAL_SUPER_SYNTHETIC = 0x1030;
    private static final int MAX_STACK = 8;

    private static final int ILOAD = 21;
    private static final int LLOAD = 22;
    private static final int FLOAD = 23;
    private static final int DLOAD = 24;
    private static final int ALOAD = 25;
    private static final int IRETURN = 172;
    private static final int SIPUSH = 17;
    private static final int LDC_W = 19;
    private static final int I2L = 133;
    private static final int LADD = 97;
    private static final int RETURN = 177;
    private static final int INVOKEVIRTUAL = 182;
    private static final int INVOKESPECIAL = 183;
    private static final int INVOKESTATIC = 184;

    private final ConstantPool constants = new ConstantPool();
    private final List<byte[]> methods = new ArrayList<>();
    private final int name;
    private final int superName;
    private final int interfaceName;

    ClassBytes(String name, Class<?> superclass, Class<?> implemented) {
        this.name = constants.type(name);
        this.superName = constants.type(internalName(superclass));
        this.interfaceName = constants.type(internalName(implemented));
    }

    static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    /** Begins a public method; {@link Code#end} adds it to the class. */
    Code method(String methodName, MethodType type) {
        return new Code(methodName, type);
    }

    byte[] toByteArray() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeShort(0);
            out.writeShort(JAVA_17);
            constants.writeTo(out);
            out.writeShort(FINAL_SUPER_SYNTHETIC);
            out.writeShort(name);
            out.writeShort(superName);
            out.writeShort(1);
            out.writeShort(interfaceName);
            out.writeShort(0);
            out.writeShort(methods.size());
            for (byte[] method : methods) out.write(method);
            out.writeShort(0);
        } catch (IOException e) {
            throw new AssertionError("a byte array takes every write", e);
        }
        return bytes.toByteArray();
    }

    /**
     * The code of one method, appended instruction by instruction.
     *
     * <p><b>Threading:</b> one thread.
     */
    final class Code {
        private final ByteArrayOutputStream code = new ByteArrayOutputStream();
        private final MethodType type;
        private final int methodName;
        private final int descriptor;
        private final int attribute;

        private Code(String methodName, MethodType type) {
            this.type = type;
            this.methodName = constants.utf8(methodName);
            this.descriptor = constants.utf8(type.toMethodDescriptorString());
            this.attribute = constants.utf8("Code");
        }

        Code loadThis() {
            return one(ALOAD).one(0);
        }

        /** Loads the only parameter. */
        Code loadParameter() {
            return one(load(type.parameterType(0))).one(1);
        }

        Code push(int value) {
            return one(SIPUSH).two(value);
        }

        Code push(String value) {
            return one(LDC_W).two(constants.string(value));
        }

        /** Adds an int constant to the long on the stack. */
        Code plus(int value) {
            return push(value).one(I2L).one(LADD);
        }

        Code callStatic(Class<?> owner, String callee, MethodType calleeType) {
            return call(INVOKESTATIC, owner, callee, calleeType);
        }

        Code callVirtual(Class<?> owner, String callee, MethodType calleeType) {
            return call(INVOKEVIRTUAL, owner, callee, calleeType);
        }

        Code callSpecial(Class<?> owner, String callee, MethodType calleeType) {
            return call(INVOKESPECIAL, owner, callee, calleeType);
        }

        private Code call(int instruction, Class<?> owner, String callee, MethodType calleeType) {
            return one(instruction)
                    .two(constants.method(internalName(owner), callee, calleeType.toMethodDescriptorString()));
        }

        /** Returns what is on the stack, as the method's type has it. */
        void end() {
            Class<?> result = type.returnType();
            one(result == void.class ? RETURN : load(result) - ILOAD + IRETURN);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeShort(PUBLIC);
                out.writeShort(methodName);
                out.writeShort(descriptor);
                out.writeShort(1);
                out.writeShort(attribute);
                out.writeInt(12 + code.size());
                out.writeShort(MAX_STACK);
                out.writeShort(1 + 2 * type.parameterCount());
                out.writeInt(code.size());
                code.writeTo(out);
                out.writeInt(0); // no exception table, no attributes
            } catch (IOException e) {
                throw new AssertionError("a byte array takes every write", e);
            }
            methods.add(bytes.toByteArray());
        }

        private Code one(int value) {
            code.write(value);
            return this;
        }

        private Code two(int value) {
            return one(value >>> 8).one(value);
        }

        private static int load(Class<?> type) {
            if (type == long.class) return LLOAD;
            if (type == float.class) return FLOAD;
            if (type == double.class) return DLOAD;
            return type.isPrimitive() ? ILOAD : ALOAD;
        }
    }
}

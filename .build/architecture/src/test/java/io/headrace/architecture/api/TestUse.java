package io.headrace.architecture.api;

import io.headrace.architecture.api.ApiMembers.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What the compiled tests do with the API: which members they call or name in method references, and which they implement, by classes and
 * by lambdas.
 *
 * <p><b>Threading:</b> one thread.
 */
final class TestUse {
    private static final int API = Opcodes.ASM9;
    private static final String OURS = "io/headrace/";

    /** {@code owner.name(parameters)}, for each type in whose place the owner can stand. */
    private final Set<String> used = new HashSet<>();

    /** Knows the tests' own types: a receiver of a test calls what it inherits by its own name. */
    private final ClassLoader loader;

    TestUse(List<Path> testClasses) {
        loader = new URLClassLoader(
                testClasses.stream().map(TestUse::url).toArray(URL[]::new),
                getClass().getClassLoader());
        for (Path root : testClasses) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".class")).forEach(this::scan);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    boolean uses(Member member) {
        return used.contains(member.owner().getName() + "." + member.signature());
    }

    private void scan(Path file) {
        try {
            new ClassReader(Files.readAllBytes(file))
                    .accept(new Scanner(), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void note(String owner, String name, String descriptor) {
        String type = owner.startsWith("[") ? "" : owner;
        if (!type.startsWith(OURS)) return;
        String signature = name + descriptor.substring(0, descriptor.indexOf(')') + 1);
        if (name.equals("<init>")) used.add(type.replace('/', '.') + "." + signature);
        else noteUpwards(load(type), signature);
    }

    /** A call of a subtype's member is one of the member that it overrides or inherits. */
    private void noteUpwards(Class<?> type, String signature) {
        used.add(type.getName() + "." + signature);
        for (Class<?> parent : type.getInterfaces()) noteUpwards(parent, signature);
        if (type.getSuperclass() != null) noteUpwards(type.getSuperclass(), signature);
    }

    private static URL url(Path directory) {
        try {
            return directory.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Class<?> load(String internalName) {
        try {
            return Class.forName(internalName.replace('/', '.'), false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return Object.class; // it stands on libraries that are not here, and so not on the API
        }
    }

    /** One class. */
    private final class Scanner extends ClassVisitor {
        private String superName = "";
        private String[] interfaces = {};

        Scanner() {
            super(API);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] implemented) {
            superName = parent;
            interfaces = implemented;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            if (!name.startsWith("<")) { // it may implement what its class inherits; bridges have the erased types
                note(superName, name, descriptor);
                for (String type : interfaces) note(type, name, descriptor);
            }
            return new Calls();
        }
    }

    /** One method. */
    private final class Calls extends MethodVisitor {
        Calls() {
            super(API);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            note(owner, name, descriptor);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            for (Object argument : arguments) {
                if (argument instanceof Handle handle) note(handle.getOwner(), handle.getName(), handle.getDesc());
            }
            // A lambda or a method reference: it implements the interface that the instruction gives.
            if (arguments.length > 0 && arguments[0] instanceof Type erased && erased.getSort() == Type.METHOD)
                note(Type.getReturnType(descriptor).getInternalName(), name, erased.getDescriptor());
        }
    }
}

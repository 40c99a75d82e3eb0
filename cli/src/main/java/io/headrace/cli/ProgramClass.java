package io.headrace.cli;

import io.headrace.StreamingContext;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A class of the user that writes a program: it has {@code static StreamingContext create()}, or {@code create(String[])}. It and all that
 * it names are found where the command line says, and on headrace's own class path.
 *
 * <p><b>Threading:</b> one thread, whose context class loader it is until it is closed.
 */
final class ProgramClass implements AutoCloseable {
    private static final String METHOD = "create";
    private static final String CONTRACT =
            "a method static StreamingContext create(), or create(String[]), that writes the"
                    + " program, and does not start it";

    private final URLClassLoader loader;
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final List<String> arguments;
    private final Method method;

    private ProgramClass(URLClassLoader loader, Method method, List<String> arguments) {
        this.loader = loader;
        this.method = method;
        this.arguments = List.copyOf(arguments);
    }

    /** @param classPath jars and directories, with {@link File#pathSeparator} between them */
    static ProgramClass load(String classPath, String name, List<String> arguments) throws IOException {
        URLClassLoader loader = new URLClassLoader(urls(classPath), ProgramClass.class.getClassLoader());
        boolean done = false;
        try {
            ProgramClass loaded = new ProgramClass(loader, method(type(loader, classPath, name), arguments), arguments);
            Thread.currentThread().setContextClassLoader(loader);
            done = true;
            return loaded;
        } finally {
            if (!done) loader.close();
        }
    }

    private static URL[] urls(String classPath) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (entry.isEmpty()) continue;
            Path path = Path.of(entry);
            if (Files.notExists(path)) throw new NonsenseException("--class-path: " + entry + " does not exist");
            urls.add(path.toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    private static Class<?> type(ClassLoader loader, String classPath, String name) {
        try {
            return Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            throw new NonsenseException(
                    "--program: there is no class " + name + " in "
                            + (classPath.isEmpty()
                                    ? "headrace's own class path; name where it is with --class-path"
                                    : classPath),
                    e);
        } catch (LinkageError e) {
            throw new NonsenseException("--program: class " + name + " cannot be loaded: " + e, e);
        }
    }

    private static Method method(Class<?> type, List<String> arguments) {
        Method found = find(type, String[].class);
        if (found == null && arguments.isEmpty()) found = find(type);
        if (found != null) return found;
        if (find(type) != null)
            throw new NonsenseException("--program: " + type.getName() + "." + METHOD
                    + "() takes no arguments, and there are " + arguments + ": leave them out");
        throw new NonsenseException("--program: class " + type.getName() + " has not " + CONTRACT);
    }

    private static @Nullable Method find(Class<?> type, Class<?>... parameters) {
        try {
            Method method = type.getDeclaredMethod(METHOD, parameters);
            boolean fits = Modifier.isStatic(method.getModifiers())
                    && StreamingContext.class.isAssignableFrom(method.getReturnType());
            if (!fits) return null;
            method.setAccessible(true);
            return method;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** Has the program written. */
    StreamingContext create() throws Exception {
        try {
            Object made = method.getParameterCount() == 0
                    ? method.invoke(null)
                    : method.invoke(null, (Object) arguments.toArray(String[]::new));
            return (StreamingContext) made;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) throw cause;
            if (e.getCause() instanceof Error error) throw error;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        loader.close();
    }
}

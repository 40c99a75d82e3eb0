package io.headrace.wal.chronicle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.ExceptionHandler;

/**
 * What has to be true before the first class of Chronicle loads: no telemetry, no banner, no thread that watches disks
 * behind our back, and a JVM that was started with the flags Chronicle needs.
 *
 * <p><b>Threading:</b> any thread; every call after the first finds its work done.
 */
public final class ChronicleSetup {
    /** Chronicle reads these into constants when its classes load; a value that the user set wins. */
    private static final Map<String, String> PROPERTIES = Map.of(
            "chronicle.analytics.disable", "true",
            "chronicle.announcer.disable", "true",
            "chronicle.disk.monitor.disable", "true",
            // No thread that unmaps files: it would inherit the core of whoever came first. The log does it when asked
            // to.
            "background.releaser.thread", "false");

    /** {@code module/package} pairs that {@code headrace.jvmargs} opens to Chronicle. */
    private static final List<String> OPENED = List.of(
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.lang.reflect",
            "java.base/java.nio",
            "java.base/java.util");

    private static final List<String> EXPORTED = List.of(
            "java.base/jdk.internal.misc",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.util",
            "java.base/sun.nio.ch");

    private static final String COMPILER = "jdk.compiler";

    private ChronicleSetup() {}

    /** Begins to load Chronicle beside the caller, once: for who will open a log soon, and has something to do until then. */
    public static void preload() {
        Preloading.begin();
    }

    /**
     * Sets the properties and checks the JVM; call it before anything of Chronicle is touched.
     *
     * @throws IllegalStateException when flags are missing; the message is the line to add
     */
    public static void prepare() {
        Preloading.await();
        prepareHere();
    }

    static void prepareHere() {
        PROPERTIES.forEach((key, value) -> {
            if (System.getProperty(key) == null) System.setProperty(key, value);
        });
        List<String> missing = missingFlags(ModuleLayer.boot());
        if (!missing.isEmpty())
            throw new IllegalStateException("This JVM was started without flags that Chronicle needs. Start it with"
                    + " 'java @headrace.jvmargs ...', or add: " + String.join(" ", missing));
        LeanPosix.install();
        Messages.bridge();
    }

    /**
     * Chronicle Map compiles a few classes when it opens its first map: a JRE, or an image without the compiler, cannot.
     *
     * @throws IllegalStateException when the module {@code jdk.compiler} is missing
     */
    public static void requireCompiler() {
        requireCompiler(ModuleLayer.boot());
    }

    static void requireCompiler(ModuleLayer layer) {
        if (layer.findModule(COMPILER).isEmpty())
            throw new IllegalStateException("The state store needs a JDK, and " + System.getProperty("java.home")
                    + " has no Java compiler (module " + COMPILER + "). Run on a JDK, or add the module to the image:"
                    + " jlink --add-modules " + COMPILER + ",...");
    }

    static List<String> missingFlags(ModuleLayer layer) {
        List<String> missing = new ArrayList<>();
        missing.addAll(missing(layer, "--add-opens", OPENED));
        missing.addAll(missing(layer, "--add-exports", EXPORTED));
        return missing;
    }

    static List<String> missing(ModuleLayer layer, String flag, List<String> wanted) {
        Module ours = ChronicleSetup.class.getModule();
        return wanted.stream()
                .filter(each -> {
                    String[] parts = each.split("/", 2);
                    return layer.findModule(parts[0])
                            .filter(module -> !granted(module, parts[1], flag, ours))
                            .isPresent();
                })
                .map(each -> flag + "=" + each + "=ALL-UNNAMED")
                .collect(Collectors.toList());
    }

    private static boolean granted(Module module, String pack, String flag, Module to) {
        if (!module.getPackages().contains(pack)) return true; // another JDK: nothing there to open
        return flag.equals("--add-opens") ? module.isOpen(pack, to) : module.isExported(pack, to);
    }

    /** Chronicle's own messages: its loggers see warnings and errors, nothing below. A class apart: it loads Chronicle. */
    private static final class Messages {
        private static boolean bridged;

        static synchronized void bridge() {
            if (bridged) return;
            ExceptionHandler silent = (logger, message, thrown) -> {};
            Jvm.setExceptionHandlers(
                    (logger, message, thrown) -> logger.error(message, thrown),
                    (logger, message, thrown) -> logger.warn(message, thrown),
                    silent,
                    silent);
            bridged = true;
        }
    }
}

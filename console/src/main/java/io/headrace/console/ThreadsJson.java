package io.headrace.console;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/**
 * The threads of this process and what they do, and its garbage collectors. Asked for when somebody looks, and no more than once a second.
 *
 * <p><b>Threading:</b> stateless.
 */
final class ThreadsJson {
    private static final int FRAMES = 12;
    private static final double MILLI = 1e6;

    private ThreadsJson() {}

    static String now() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        boolean isTimed = threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
        ThreadInfo[] infos = threads.getThreadInfo(threads.getAllThreadIds(), FRAMES);
        Json json = new Json()
                .object()
                .field("time", System.currentTimeMillis())
                .name("threads")
                .array();
        Arrays.stream(infos)
                .filter(info -> info != null)
                .sorted(Comparator.comparing(ThreadInfo::getThreadName).thenComparing(ThreadInfo::getThreadId))
                .forEach(info -> thread(json, info, isTimed ? threads.getThreadCpuTime(info.getThreadId()) : -1));
        json.endArray().name("collectors").array();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            json.object()
                    .field("name", collector.getName())
                    .field("count", collector.getCollectionCount())
                    .field("millis", collector.getCollectionTime())
                    .endObject();
        }
        return json.endArray().endObject().toString();
    }

    private static void thread(Json json, ThreadInfo info, long cpuNanos) {
        json.object()
                .field("id", info.getThreadId())
                .field("name", info.getThreadName())
                .field(
                        "state",
                        info.getThreadState().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .field("cpuMillis", cpuNanos < 0 ? Double.NaN : cpuNanos / MILLI);
        json.name("stack").array();
        for (StackTraceElement frame : info.getStackTrace()) json.value(frame.toString());
        json.endArray().endObject();
    }
}

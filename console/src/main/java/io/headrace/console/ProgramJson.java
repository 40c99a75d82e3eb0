package io.headrace.console;

import io.headrace.HeadraceConf;
import io.headrace.Inspection;
import io.headrace.StageInfo;
import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.CorePlan;
import io.headrace.affinity.topology.Cpu;
import io.headrace.affinity.topology.Topology;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What does not change while a program runs: its stages, its cores, its settings.
 *
 * <p><b>Threading:</b> stateless.
 */
final class ProgramJson {
    private ProgramJson() {}

    static String of(HeadraceConf conf, Inspection running) {
        Duration interval = conf.batchInterval();
        Json json = new Json()
                .object()
                .field("name", conf.name())
                .field("process", ProcessHandle.current().pid())
                .field("java", System.getProperty("java.vm.name") + " " + Runtime.version())
                .field("interval", interval == null ? 0 : interval.toMillis())
                .field("behindAfter", conf.behindAfter().toMillis())
                .field("counters", running.counters().toString())
                .field("workers", running.workers());
        json.name("inputs").array();
        for (String input : running.inputs()) json.value(input);
        json.endArray();
        stages(json, running);
        cores(json, running.cores());
        settings(json, conf);
        return json.endObject().toString();
    }

    private static void stages(Json json, Inspection running) {
        json.name("stages").array();
        for (StageInfo stage : running.stages()) {
            json.object()
                    .field("index", stage.index())
                    .field("kind", stage.kind().name().toLowerCase(Locale.ROOT))
                    .field("label", stage.label());
            json.name("operators").array();
            stage.operators().forEach(json::value);
            json.endArray().name("inputs").array();
            stage.inputs().forEach(input -> json.value((long) input));
            json.endArray().name("stages").array();
            stage.stages().forEach(other -> json.value((long) other));
            json.endArray().endObject();
        }
        json.endArray();
    }

    private static void cores(Json json, CorePlan plan) {
        Topology machine = plan.topology();
        json.name("cores").object().field("summary", plan.toString()).field("degraded", plan.isDegraded());
        json.name("cpus").array();
        for (Cpu cpu : machine.cpus()) {
            json.object()
                    .field("cpu", cpu.cpu())
                    .field("core", cpu.core())
                    .field("package", cpu.packageId())
                    .field("node", cpu.node())
                    .field("online", cpu.online())
                    .field("allowed", cpu.allowed())
                    .field("shared", plan.sharedCpus().contains(cpu.cpu()))
                    .endObject();
        }
        json.endArray().name("roles").array();
        for (Assignment role : plan.assignments()) {
            json.object()
                    .field("name", role.name())
                    .field("role", role.role().word())
                    .field("index", role.index())
                    .field("cpu", role.cpu())
                    .field(
                            "wait",
                            role.waitPolicy().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .field("with", plan.owner(role).map(Assignment::name).orElse(""))
                    .endObject();
        }
        json.endArray().name("notes").array();
        plan.notes().forEach(json::value);
        json.endArray().endObject();
    }

    private static void settings(Json json, HeadraceConf conf) {
        Map<String, String> set = conf.explicitSettings();
        json.name("settings").array();
        conf.allSettings()
                .forEach((key, value) -> json.object()
                        .field("key", key)
                        .field("value", value)
                        .field("set", set.containsKey(key))
                        .endObject());
        json.endArray();
    }
}

package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyCommandTest {
    @TempDir
    private Path root;

    @Test
    void shouldPrintEveryFieldAsJson() throws IOException {
        SmallMachine.write(root);
        JsonNode json = json("topology", "--root", root.toString(), "--json");
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("cpus", "caches", "counts", "quota", "usable", "source", "notes");
        assertThat(json.get("cpus")).hasSize(4);
        JsonNode third = json.get("cpus").get(3);
        assertThat(third.fieldNames())
                .toIterable()
                .containsExactly(
                        "cpu",
                        "core",
                        "package",
                        "node",
                        "siblings",
                        "online",
                        "allowed",
                        "isolated",
                        "capacity",
                        "efficient");
        assertThat(third.get("cpu").asInt()).isEqualTo(3);
        assertThat(third.get("core").asInt()).isEqualTo(1);
        assertThat(third.get("siblings").toString()).isEqualTo("[2,3]");
        assertThat(third.get("online").asBoolean()).isTrue();
        assertThat(third.get("allowed").asBoolean()).isFalse();
        assertThat(json.get("caches").get(0).toString())
                .isEqualTo("{\"level\":2,\"type\":\"unified\",\"bytes\":1048576,\"cpus\":[0,1]}");
        assertThat(json.get("counts").toString())
                .isEqualTo("{\"cpus\":4,\"online\":4,\"cores\":2,\"packages\":1,\"nodes\":1}");
        assertThat(json.get("quota").isNull()).isTrue();
        assertThat(json.get("usable").asInt()).isEqualTo(3);
    }

    @Test
    void shouldTellOfAQuotaAndOfWhatIsOffline() throws IOException {
        SmallMachine.write(root);
        SmallMachine.limit(root);
        java.nio.file.Files.writeString(root.resolve("sys/devices/system/cpu/online"), "0-2\n");
        JsonNode json = json("topology", "--root", root.toString(), "--json");
        assertThat(json.get("quota").asDouble()).isEqualTo(1.5);
        assertThat(json.get("usable").asInt()).isEqualTo(2);
        JsonNode offline = json.get("cpus").get(3);
        assertThat(offline.get("online").asBoolean()).isFalse();
        assertThat(offline.get("core").asInt()).isEqualTo(-1);
        assertThat(offline.get("siblings")).isEmpty();
    }

    @Test
    void shouldTellPeopleTheSame() throws IOException {
        SmallMachine.write(root);
        Captured told = Captured.run("topology", "--root", root.toString());
        assertThat(told.code()).isZero();
        assertThat(told.out())
                .contains(
                        "4 CPUs, 4 online: 2 cores in 1 package",
                        "3 of them: CPU 0-2",
                        "L2 unified, 1 MiB each",
                        "0-1 | 2-3");
        assertThat(told.err()).isEmpty();
    }

    @Test
    void shouldReadThisMachineToo() throws IOException {
        assertThat(json("topology", "--json").get("usable").asInt()).isPositive();
    }

    @Test
    void shouldRefuseWhatIsNoMachine() {
        assertRefused(
                "there is no such directory",
                "topology",
                "--root",
                root.resolve("nowhere").toString());
        assertRefused("names a CPU", "topology", "--root", root.toString());
        assertRefused("Unknown option", "topology", "--jsno");
    }

    private static void assertRefused(String why, String... arguments) {
        Captured refused = Captured.run(arguments);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines().findFirst().orElse(""))
                .startsWith("headrace: ")
                .contains(why);
    }

    private static JsonNode json(String... arguments) throws IOException {
        Captured captured = Captured.run(arguments);
        assertThat(captured.code()).as(captured.err()).isZero();
        assertThat(captured.out().lines()).hasSize(1);
        return new ObjectMapper().readTree(captured.out());
    }
}

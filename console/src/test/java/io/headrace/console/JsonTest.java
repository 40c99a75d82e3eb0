package io.headrace.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void shouldWriteWhatAReaderReads() throws Exception {
        String hostile = "\"</script>\\ \u0000 \n ü 😀 \ud800";
        Json json = new Json().object().field("text", hostile).field("n", -3L).field("is", true);
        json.name("list").array().value(1L).value(2.5).value("x").endArray();
        json.name("none").object().endObject();
        json.name("all")
                .array()
                .object()
                .field("a", 1L)
                .endObject()
                .object()
                .endObject()
                .endArray();
        String written = json.endObject().toString();
        JsonNode read = new ObjectMapper().readTree(written);
        assertThat(read.get("text").asText()).isEqualTo(hostile);
        assertThat(read.get("n").asLong()).isEqualTo(-3);
        assertThat(read.get("is").asBoolean()).isTrue();
        assertThat(read.get("list").toString()).isEqualTo("[1,2.5,\"x\"]");
        assertThat(read.get("none").isEmpty()).isTrue();
        assertThat(read.get("all").size()).isEqualTo(2);
        assertThat(written).doesNotContain("<", ">").matches("[\\x20-\\x7e]*");
    }

    @Test
    void shouldRoundToThreePlacesAndSayNothingOfWhatIsNoNumber() {
        Json json = new Json().array();
        json.value(1.23456).value(2.0).value(0.0004).value(Double.NaN).value(Double.POSITIVE_INFINITY);
        assertThat(json.endArray().toString()).isEqualTo("[1.235,2,0,null,null]");
    }
}

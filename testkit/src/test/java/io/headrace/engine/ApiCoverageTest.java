package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.engine.ApiCoveragePage.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/api-coverage.md} lists each member of Spark's API, and calls nothing present that is not there: it is made of a list and of what
 * reflection finds. {@code -Dheadrace.docs.write=true} writes it anew.
 */
class ApiCoverageTest {
    private static final Path DOCS = Path.of(System.getProperty("headrace.root"), "docs");
    private static final Path PAGE = DOCS.resolve("api-coverage.md");
    private static final Path SETTINGS = DOCS.resolve("configuration.md");

    @Test
    void shouldShowWhatReflectionFinds() throws Exception {
        ApiCoveragePage page = new ApiCoveragePage(Files.readString(SETTINGS)); // held by a test of its own
        assertThat(page.wrong()).isEmpty();
        if (Boolean.getBoolean("headrace.docs.write")) Files.writeString(PAGE, page.text());
        else
            assertThat(Files.readString(PAGE))
                    .as("%s; write it anew with -Dheadrace.docs.write=true", PAGE)
                    .isEqualTo(page.text());
        assertThat(page.count(Status.PRESENT)).isGreaterThan(300);
        assertThat(page.count(Status.LEFT_OUT)).isGreaterThan(50);
    }
}

package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stop left, in a sentence. */
class StopReportTest {
    private static final StopReport.Left LEFT = new StopReport.Left("socketTextStream at P.main (P.java:3)", 2, 1);

    @Test
    void shouldSayThatNothingIsLeft() {
        assertThat(new StopReport(true, true, true, 0, List.of(), List.of()))
                .hasToString("a graceful stop that left nothing");
        assertThat(new StopReport(false, true, true, 0, List.of(), List.of())).hasToString("a stop that left nothing");
    }

    @Test
    void shouldSayWhatIsLeftAndNothingElse() {
        assertThat(new StopReport(false, true, true, 0, List.of(LEFT), List.of()))
                .hasToString(
                        "a stop left 2 blocks (1 record) of socketTextStream at P.main (P.java:3); the log has them,"
                                + " and they come first at the next start");
        assertThat(new StopReport(true, false, false, 1, List.of(LEFT), List.of()))
                .hasToString("a graceful stop ran out of time, and left 1 batch that is not committed, 2 blocks"
                        + " (1 record) of socketTextStream at P.main (P.java:3); they are lost");
        assertThat(new StopReport(true, false, true, 0, List.of(), List.of()))
                .hasToString("a graceful stop ran out of time, and left nothing that was received");
    }

    @Test
    void shouldNameOutputsThatWereLate() {
        assertThat(new StopReport(true, false, true, 2, List.of(), List.of("output 0 does not answer")))
                .hasToString(
                        "a graceful stop ran out of time, and left 2 batches that are not committed; output 0 does not"
                                + " answer; the log has them, and they come first at the next start");
    }
}

package io.headrace.exec.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrimPointTest {
    @Test
    void shouldLetThePastGiveWayAndNothingElse() {
        TrimPoint point = new TrimPoint();
        TrimPoint.Hold needed = point.hold("restart");
        TrimPoint.Hold past = point.holdOfPast("past");
        needed.at(500);
        past.at(100);
        assertThat(point.position()).isEqualTo(100);
        assertThat(point.giveUpPast(900)).isTrue();
        assertThat(point.position()).isEqualTo(500);
        assertThat(point.giveUpPast(900)).as("there is nothing left to give up").isFalse();
        past.at(200); // of before: given up
        needed.at(1_000);
        assertThat(point.position()).isEqualTo(900);
        past.at(950);
        assertThat(point.position()).isEqualTo(950);
        assertThat(point)
                .hasToString("[restart needs all from roll 0 offset 1000, past needs all from roll 0 offset 950]");
    }

    @Test
    void shouldHoldEverythingUntilAHoldIsMoved() {
        TrimPoint point = new TrimPoint();
        assertThat(point.position()).isEqualTo(TrimPoint.NOTHING_NEEDED);
        assertThat(point.giveUpPast(10)).isFalse();
        point.holdOfPast("past");
        assertThat(point.position()).isZero();
    }
}

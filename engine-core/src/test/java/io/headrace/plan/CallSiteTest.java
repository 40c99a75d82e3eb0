package io.headrace.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.function.Function0;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A call site is the user's method, file and line, whatever the compiler makes of it. */
class CallSiteTest {
    static final Supplier<CallSite> IN_A_FIELD = () -> CallSite.here();

    final Supplier<CallSite> inAnInstance = () -> CallSite.here();

    @Test
    void shouldNameTheMethodTheFileAndTheLine() {
        assertThat(CallSite.here().toString())
                .matches("CallSiteTest\\.shouldNameTheMethodTheFileAndTheLine \\(CallSiteTest\\.java:\\d+\\)");
    }

    @Test
    void shouldNameTheMethodThatALambdaIsWrittenIn() throws Exception {
        Supplier<CallSite> plain = () -> CallSite.here();
        Function0<CallSite> serializable = () -> CallSite.here();
        for (CallSite site : new CallSite[] {plain.get(), serializable.call()})
            assertThat(site.toString())
                    .matches("CallSiteTest\\.shouldNameTheMethodThatALambdaIsWrittenIn \\(CallSiteTest\\.java:\\d+\\)");
    }

    @Test
    void shouldNameTheClassWhereALambdaIsInNoMethod() {
        for (CallSite site : new CallSite[] {IN_A_FIELD.get(), inAnInstance.get()})
            assertThat(site.toString()).matches("CallSiteTest \\(CallSiteTest\\.java:\\d+\\)");
    }
}

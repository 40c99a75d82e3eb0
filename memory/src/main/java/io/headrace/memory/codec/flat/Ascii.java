package io.headrace.memory.codec.flat;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a {@code String} component of a flat record a fixed place: {@code record Trade(long time, @Ascii(8) String symbol)}.
 *
 * <p><b>Threading:</b> immutable.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Ascii {
    /** How many characters the place holds. */
    int value();
}

/** A log between two programs: the sink that writes it, exactly once, and the source that reads it, exactly once. */
@NullMarked
package io.headrace.log;

import org.jspecify.annotations.NullMarked;

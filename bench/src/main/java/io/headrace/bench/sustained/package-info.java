/** Loads that last: half of the greatest rate for a long time, and more than it for a while. */
@NullMarked
package io.headrace.bench.sustained;

import org.jspecify.annotations.NullMarked;

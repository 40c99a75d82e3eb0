/** The ordered, durable log. */
@NullMarked
package io.headrace.wal;

import org.jspecify.annotations.NullMarked;

/** The counters of a context as meters of Micrometer. */
@NullMarked
package io.headrace.metrics;

import org.jspecify.annotations.NullMarked;

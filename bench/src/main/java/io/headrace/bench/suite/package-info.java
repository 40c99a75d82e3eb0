/** Runs legs beside each other and makes ratios of them. */
@NullMarked
package io.headrace.bench.suite;

import org.jspecify.annotations.NullMarked;

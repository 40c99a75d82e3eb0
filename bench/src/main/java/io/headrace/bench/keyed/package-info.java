/** Sums of flat records by key: the engine and a loop by hand as contenders. */
@NullMarked
package io.headrace.bench.keyed;

import org.jspecify.annotations.NullMarked;

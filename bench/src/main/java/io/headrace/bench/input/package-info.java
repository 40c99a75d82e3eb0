/** The input files of the contests: made from a seed, with what must come out of them. */
@NullMarked
package io.headrace.bench.input;

import org.jspecify.annotations.NullMarked;

/** Word count: the engine and the loops by hand as contenders. */
@NullMarked
package io.headrace.bench.words;

import org.jspecify.annotations.NullMarked;

/** Events of advertisements, parsed, filtered, joined and counted: the engine and a loop by hand as contenders. */
@NullMarked
package io.headrace.bench.ads;

import org.jspecify.annotations.NullMarked;

/** Queries of Nexmark: the engine and loops by hand as contenders, Beam's models as the judge. */
@NullMarked
package io.headrace.bench.nexmark;

import org.jspecify.annotations.NullMarked;

/** Figures, each beside its limit. */
@NullMarked
package io.headrace.bench;

import org.jspecify.annotations.NullMarked;

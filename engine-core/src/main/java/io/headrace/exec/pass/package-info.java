/** Fused passes: the narrow operators between two stages, as one loop over the rows. */
@NullMarked
package io.headrace.exec.pass;

import org.jspecify.annotations.NullMarked;

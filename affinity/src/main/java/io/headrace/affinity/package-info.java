/** The machine and how the roles of an engine are laid on its cores. */
@NullMarked
package io.headrace.affinity;

import org.jspecify.annotations.NullMarked;

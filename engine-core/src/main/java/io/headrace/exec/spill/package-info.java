/** Rows that outgrow the heap: what may stay there, what goes off the heap and to the disk, and how it comes back. */
@NullMarked
package io.headrace.exec.spill;

import org.jspecify.annotations.NullMarked;

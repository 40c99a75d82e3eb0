/** How a thread waits that has nothing to do: from burning its CPU to sleeping until it is called. */
@NullMarked
package io.headrace.affinity.wait;

import org.jspecify.annotations.NullMarked;

/** How values become bytes and bytes become values or views. */
@NullMarked
package io.headrace.memory.codec;

import org.jspecify.annotations.NullMarked;

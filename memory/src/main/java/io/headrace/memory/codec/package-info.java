/**
 * How values become bytes and bytes become values or views. The formats are drawn in {@code docs/formats/values.md}.
 */
@NullMarked
package io.headrace.memory.codec;

import org.jspecify.annotations.NullMarked;

/** Blocks of encoded records: format, writer, reader, pool. */
@NullMarked
package io.headrace.memory.block;

import org.jspecify.annotations.NullMarked;

/** Off-heap key tables and the hash functions they use. */
@NullMarked
package io.headrace.memory.table;

import org.jspecify.annotations.NullMarked;

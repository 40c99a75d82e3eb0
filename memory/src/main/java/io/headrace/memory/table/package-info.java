/** Off-heap key tables, and where keys live: groups and partitions. */
@NullMarked
package io.headrace.memory.table;

import org.jspecify.annotations.NullMarked;

/** What the log costs: blocks that are received at each durability, commits, and bytes on the disk. */
@NullMarked
package io.headrace.bench.durable;

import org.jspecify.annotations.NullMarked;

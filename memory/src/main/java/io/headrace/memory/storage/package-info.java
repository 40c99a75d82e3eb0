/** Where blocks live: memory, disk, or both. */
@NullMarked
package io.headrace.memory.storage;

import org.jspecify.annotations.NullMarked;

/** What the log wants from the operating system: forcing, reserving, owning a directory. */
@NullMarked
package io.headrace.wal.disk;

import org.jspecify.annotations.NullMarked;

/** What the log wants from the library that writes its files. */
@NullMarked
package io.headrace.wal.spi;

import org.jspecify.annotations.NullMarked;

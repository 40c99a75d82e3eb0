/** Reading the log's files: in order, one record at a place, the end after a crash, and the whole for verification. */
@NullMarked
package io.headrace.wal.scan;

import org.jspecify.annotations.NullMarked;

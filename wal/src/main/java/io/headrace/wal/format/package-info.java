/** The bytes of the log: the envelope of a record, its types, positions, and the record that opens each roll. */
@NullMarked
package io.headrace.wal.format;

import org.jspecify.annotations.NullMarked;

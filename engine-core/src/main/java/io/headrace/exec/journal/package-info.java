/** The journal of batches in the log: its records, how they are written, what a restart learns from them. */
@NullMarked
package io.headrace.exec.journal;

import org.jspecify.annotations.NullMarked;

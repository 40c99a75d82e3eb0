/** What every role counts, in one mapped file that others may read. */
@NullMarked
package io.headrace.exec.counters;

import org.jspecify.annotations.NullMarked;

/** Joins of two streams of views: panes of records off the heap, the table that a slide makes of them, and what is written down of each batch. */
@NullMarked
package io.headrace.exec.join;

import org.jspecify.annotations.NullMarked;

/** Streams that remember: windows, running totals, state by key; and what they write down of each batch. */
@NullMarked
package io.headrace.exec.state;

import org.jspecify.annotations.NullMarked;

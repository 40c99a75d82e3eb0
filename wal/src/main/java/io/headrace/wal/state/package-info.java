/** The home of keyed state: what a store promises, and everything about it that no library needs to know. */
@NullMarked
package io.headrace.wal.state;

import org.jspecify.annotations.NullMarked;

/** The one door to Chronicle: the adapters of the log and of the state store. No other package sees {@code net.openhft}. */
@NullMarked
package io.headrace.wal.chronicle;

import org.jspecify.annotations.NullMarked;

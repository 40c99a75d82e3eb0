/** The engine put together: what a program needs, its threads, its start and its end. */
@NullMarked
package io.headrace.exec;

import org.jspecify.annotations.NullMarked;

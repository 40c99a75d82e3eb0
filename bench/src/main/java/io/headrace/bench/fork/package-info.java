/** What runs inside the forked JVMs of a contest; all that a peer's module sees of Headrace, so it needs nothing but the JDK. */
@NullMarked
package io.headrace.bench.fork;

import org.jspecify.annotations.NullMarked;

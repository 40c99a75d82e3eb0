/** From the start of a JVM to the first batch, and what is on its class path. */
@NullMarked
package io.headrace.bench.startup;

import org.jspecify.annotations.NullMarked;

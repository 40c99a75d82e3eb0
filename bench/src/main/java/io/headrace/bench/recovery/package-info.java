/** How long a program takes to be back after it was killed. */
@NullMarked
package io.headrace.bench.recovery;

import org.jspecify.annotations.NullMarked;

/** What several loops written by hand use. */
@NullMarked
package io.headrace.bench.hand;

import org.jspecify.annotations.NullMarked;

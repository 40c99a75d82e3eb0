/** Each floor of the house beside its physical limit. */
@NullMarked
package io.headrace.bench.floors;

import org.jspecify.annotations.NullMarked;

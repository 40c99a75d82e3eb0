/** The streaming API. */
@NullMarked
package io.headrace;

import org.jspecify.annotations.NullMarked;

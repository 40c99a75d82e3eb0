/** The shapes of user code: serializable, and free to throw. */
@NullMarked
package io.headrace.function;

import org.jspecify.annotations.NullMarked;

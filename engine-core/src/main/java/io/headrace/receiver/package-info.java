/** Receivers that users write. */
@NullMarked
package io.headrace.receiver;

import org.jspecify.annotations.NullMarked;

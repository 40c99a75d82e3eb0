/** The streaming API. Here, in the lowest module: values that users name and that memory must understand. */
@NullMarked
package io.headrace;

import org.jspecify.annotations.NullMarked;

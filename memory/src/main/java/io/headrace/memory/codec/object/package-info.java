/**
 * Values of types that no codec was chosen for: tagged built-in values, and objects of registered classes through Kryo.
 */
@NullMarked
package io.headrace.memory.codec.object;

import org.jspecify.annotations.NullMarked;

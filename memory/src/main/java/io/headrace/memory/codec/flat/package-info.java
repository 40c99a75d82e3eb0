/**
 * Records of fields at fixed places: described once, read and written in place, as bytes, objects or flyweights.
 */
@NullMarked
package io.headrace.memory.codec.flat;

import org.jspecify.annotations.NullMarked;

/** Programs to read and run. */
@NullMarked
package io.headrace.examples;

import org.jspecify.annotations.NullMarked;

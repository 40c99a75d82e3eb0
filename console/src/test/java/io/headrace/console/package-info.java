/** Tests of the console without a browser. */
@NullMarked
package io.headrace.console;

import org.jspecify.annotations.NullMarked;

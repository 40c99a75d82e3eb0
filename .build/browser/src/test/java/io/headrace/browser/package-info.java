/** The console in a real browser. */
@NullMarked
package io.headrace.browser;

import org.jspecify.annotations.NullMarked;

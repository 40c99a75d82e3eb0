/** The console: a web page that shows a running program, served by the JDK's own HTTP server. */
@NullMarked
package io.headrace.console;

import org.jspecify.annotations.NullMarked;

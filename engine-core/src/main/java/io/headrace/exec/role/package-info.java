/** The engine's threads: roles, the threads that run them, who is told when one fails or stands still. */
@NullMarked
package io.headrace.exec.role;

import org.jspecify.annotations.NullMarked;

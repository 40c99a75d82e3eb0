/** Who may look into a process from outside: what the console and the endpoint of the metrics have in common. */
@NullMarked
package io.headrace.exec.door;

import org.jspecify.annotations.NullMarked;

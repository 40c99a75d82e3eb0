/** Which role of an engine runs on which CPU, how it waits, and what had to give way on a machine that is too small. */
@NullMarked
package io.headrace.affinity.plan;

import org.jspecify.annotations.NullMarked;

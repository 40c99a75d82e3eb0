/** The core-sizing tool: from a machine, a load and the costs of the engine's steps to a plan, and to the file that holds it. */
@NullMarked
package io.headrace.affinity.sizing;

import org.jspecify.annotations.NullMarked;

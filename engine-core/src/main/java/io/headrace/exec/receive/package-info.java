/** Receiving: rings of blocks, the agents that fill them, and the records that nobody can process. */
@NullMarked
package io.headrace.exec.receive;

import org.jspecify.annotations.NullMarked;

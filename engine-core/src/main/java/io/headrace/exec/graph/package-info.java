/** A program's streams, each with its evaluator. */
@NullMarked
package io.headrace.exec.graph;

import org.jspecify.annotations.NullMarked;

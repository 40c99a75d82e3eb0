/** How the streams of a program are evaluated, batch by batch: what every kind of evaluator is. */
@NullMarked
package io.headrace.exec.eval;

import org.jspecify.annotations.NullMarked;

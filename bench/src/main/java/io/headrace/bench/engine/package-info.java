/** The engine's passes against loops written by hand. */
@NullMarked
package io.headrace.bench.engine;

import org.jspecify.annotations.NullMarked;

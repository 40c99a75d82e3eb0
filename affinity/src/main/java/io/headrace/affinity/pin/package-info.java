/** Binds threads to CPUs, and proves it. The only package that knows the affinity library. */
@NullMarked
package io.headrace.affinity.pin;

import org.jspecify.annotations.NullMarked;

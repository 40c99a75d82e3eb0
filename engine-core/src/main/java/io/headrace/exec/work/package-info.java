/** Tasks, and the workers that run them. */
@NullMarked
package io.headrace.exec.work;

import org.jspecify.annotations.NullMarked;

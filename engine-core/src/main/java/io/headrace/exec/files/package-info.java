/** Inputs whose batches are the new files of directories. */
@NullMarked
package io.headrace.exec.files;

import org.jspecify.annotations.NullMarked;

/** Files that outputs write and programs read: directories of parts, and what is in a part. */
@NullMarked
package io.headrace.file;

import org.jspecify.annotations.NullMarked;

/** Which codec a stream's values have: by the hints that the user gave, or else one that tags each value. */
@NullMarked
package io.headrace.exec.types;

import org.jspecify.annotations.NullMarked;

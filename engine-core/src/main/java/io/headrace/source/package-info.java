/** What an input is made of: sources that receivers poll, and sources of explicit batches. */
@NullMarked
package io.headrace.source;

import org.jspecify.annotations.NullMarked;

/** Exactly-once sinks: which batches they get, in which order, how often that is tried. */
@NullMarked
package io.headrace.exec.sink;

import org.jspecify.annotations.NullMarked;

/** What users are given of a batch: datasets with the operations of an Rdd. */
@NullMarked
package io.headrace.exec.rdd;

import org.jspecify.annotations.NullMarked;

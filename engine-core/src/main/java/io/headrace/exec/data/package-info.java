/** The data of one batch: datasets, where their rows go, who reads them. */
@NullMarked
package io.headrace.exec.data;

import org.jspecify.annotations.NullMarked;

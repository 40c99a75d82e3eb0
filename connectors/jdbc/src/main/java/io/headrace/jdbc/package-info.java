/** Batches into the tables of a database. */
@NullMarked
package io.headrace.jdbc;

import org.jspecify.annotations.NullMarked;

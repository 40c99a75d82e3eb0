/** What a program is, as data: operators, their parents, their names. Nothing here runs. */
@NullMarked
package io.headrace.plan;

import org.jspecify.annotations.NullMarked;

/** Who holds which CPU in this process. */
@NullMarked
package io.headrace.affinity.ledger;

import org.jspecify.annotations.NullMarked;

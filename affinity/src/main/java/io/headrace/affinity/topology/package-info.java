/**
 * What the machine is: CPUs, cores, caches, memory nodes, and what of them this process may use. Read from files under a root
 * directory that can be another machine's, never from native code.
 */
@NullMarked
package io.headrace.affinity.topology;

import org.jspecify.annotations.NullMarked;

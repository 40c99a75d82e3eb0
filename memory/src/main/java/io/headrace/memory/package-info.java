/** Off-heap memory: raw access, regions with tags and budgets, CRC32C. */
@NullMarked
package io.headrace.memory;

import org.jspecify.annotations.NullMarked;

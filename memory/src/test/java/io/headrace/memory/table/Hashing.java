package io.headrace.memory.table;

import io.headrace.memory.Hash;

/** How a test hashes its keys: as users do, or as an attacker would like it. */
enum Hashing {
    PROPER {
        @Override
        long of(long address, int length) {
            return Hash.of(address, length, Hash.PROBE_SEED);
        }
    },
    /** All keys collide in everything. */
    ALL_THE_SAME {
        @Override
        long of(long address, int length) {
            return 42;
        }
    },
    /** All keys belong to the last slots: every run wraps around the end. */
    LAST_SLOTS {
        @Override
        long of(long address, int length) {
            return unspread(PROPER.of(address, length) | -1L << 8);
        }
    },
    /** One key in eight belongs to the last slots: growing goes on for a while, and a run wraps around the end. */
    MIXED {
        @Override
        long of(long address, int length) {
            return ((PROPER.of(address, length) & 7) == 0 ? LAST_SLOTS : PROPER).of(address, length);
        }
    },
    /** Sixteen homes, spread over the table. */
    FEW_HOMES {
        @Override
        long of(long address, int length) {
            return unspread(PROPER.of(address, length) & 0xF000_0000_0000_0FFFL);
        }
    };

    /** The hash that the table spreads to this one. */
    private static long unspread(long spread) {
        long factor = ProbeTable.spread(1);
        long inverse = factor;
        for (int i = 0; i < 6; i++) inverse *= 2 - factor * inverse; // each round doubles the bits that are right
        return spread * inverse;
    }

    abstract long of(long address, int length);
}

package io.headrace.memory.block;

/** What {@link BlockReader} finds when it looks at bytes that should be a block. */
public enum BlockHealth {
    /** It is a block and can be read. */
    SOUND,
    /** There are fewer bytes than a header has, or than the header promises. */
    CUT_SHORT,
    /** It does not begin as a block does. */
    NOT_A_BLOCK,
    /** It is of a version, or has a flag, that this reader does not know. */
    UNKNOWN_VERSION,
    /** The header contradicts itself. */
    BAD_HEADER,
    /** The bytes are not those that were sealed. */
    BAD_CHECKSUM,
    /** The checksum holds, but the lengths of the records do not add up. */
    BAD_RECORDS
}

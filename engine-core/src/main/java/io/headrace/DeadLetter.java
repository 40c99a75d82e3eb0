package io.headrace;

/**
 * A record that was set aside because its processing threw, under {@link FailurePolicy#DEAD_LETTER}.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param batch its batch, {@code incarnation-sequence}
 * @param streamId of the input it came from
 * @param block the sequence of its block in the stream; of an explicit batch, which partition
 * @param position of the record in its block, counted from 0
 * @param operator which function threw, and where it was written
 * @param record the record as its {@code toString()} has it, bytes in hexadecimal; at most the first 1024 characters
 * @param error what was thrown, in words
 */
public record DeadLetter(
        String batch, int streamId, long block, int position, String operator, String record, String error) {}

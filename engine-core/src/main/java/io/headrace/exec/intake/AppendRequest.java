package io.headrace.exec.intake;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.journal.PartBuffer;
import io.headrace.wal.format.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * What the jobs want to have appended. Used again.
 *
 * <p><b>Threading:</b> one thread at a time; handing over by a queue publishes it.
 */
final class AppendRequest {
    RecordType type = RecordType.COMMIT;

    @Nullable
    Batch batch;

    @Nullable
    PartBuffer buffer;

    int parts;
    int checksum;
}

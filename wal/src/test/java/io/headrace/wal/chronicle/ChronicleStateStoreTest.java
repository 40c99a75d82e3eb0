package io.headrace.wal.chronicle;

import io.headrace.wal.state.StateOptions;
import io.headrace.wal.state.StateSizing;
import io.headrace.wal.state.StateStore;
import io.headrace.wal.state.StateStoreSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ChronicleStateStoreTest extends StateStoreSpec {
    @TempDir
    Path directory;

    @Override
    protected StateStore open(StateSizing sizing) {
        return ChronicleStateStore.open(
                new StateOptions(directory, "state", sizing, (entries, planned) -> alarms.add(entries)));
    }
}

package io.headrace.exec.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows of all lengths in memory that grows: each is written to its end, which would be named if it were not there, and read again. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class JoinRowsTest {
    private static final RowShape SHAPE = new RowShape(false, RowShape.NOT_PLAIN);
    private static final int ROUNDS = 200; // stretches begin at different places of a line
    private static final int LONGEST = 3_000;

    private final RandomGenerator random = Seed.random("JoinRowsTest");
    private MemoryBudget budget;
    private JoinMemory memory;
    private JoinRows rows;

    @BeforeEach
    void open() {
        budget = MemoryBudget.process().child("rows", 16 << 20);
        memory = new JoinMemory(budget);
        rows = new JoinRows(SHAPE, memory);
    }

    @AfterEach
    void everythingComesBack() {
        rows.clear();
        memory.close();
        assertThat(budget.reserved()).isZero();
    }

    private void add(int recordLength) {
        long row = rows.add(SHAPE.bytes(Long.BYTES, recordLength));
        assertThat(row).isNotEqualTo(JoinRows.FULL);
        SHAPE.begin(row, recordLength, Long.BYTES, recordLength);
        RawMemory.fill(row + RowShape.RECORD, recordLength, (byte) recordLength);
    }

    private void assertHas(List<Integer> lengths) {
        assertThat(rows.count()).isEqualTo(lengths.size());
        long row = rows.first();
        for (int length : lengths) {
            assertThat(SHAPE.recordLength(row)).isEqualTo(length);
            for (int i = 0; i < length; i++)
                assertThat(RawMemory.getByte(row + RowShape.RECORD + i)).isEqualTo((byte) length);
            row = SHAPE.next(row);
        }
    }

    private void assertKeeps(List<Integer> lengths) {
        rows.clear();
        lengths.forEach(this::add);
        assertHas(lengths);
    }

    @Test
    void shouldKeepRowsOfAllLengths() {
        for (int round = 0; round < ROUNDS; round++) {
            rows.clear();
            rows = new JoinRows(SHAPE, memory); // which does not know how many there were before
            List<Integer> lengths = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) lengths.add(random.nextInt(1 + random.nextInt(LONGEST)));
            assertKeeps(lengths);
        }
    }

    /** As many bytes as a stretch has: where the first row begins is a part of them. */
    @Test
    void shouldKeepTwoRowsThatFillAStretch() {
        List<JoinRows> others = new ArrayList<>(); // so that none is used again
        for (int stretch = 1 << 11; stretch <= 1 << 14; stretch *= 2) {
            for (int i = 0; i < 8; i++) {
                int first = 8 * random.nextInt(60);
                int second = stretch - (int) SHAPE.bytes(Long.BYTES, first) - (int) SHAPE.bytes(Long.BYTES, 0);
                assertKeeps(List.of(first, second));
                others.add(rows);
                rows = new JoinRows(SHAPE, memory);
            }
        }
        others.forEach(JoinRows::clear);
    }
}

package io.headrace.affinity.sizing;

import io.headrace.affinity.plan.Assignment;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link SizingFile}, and refuses what is unknown, missing, impossible or contradicts itself.
 *
 * <p><b>Threading:</b> one thread.
 */
final class SizingFileReader {
    private static final long MOST_BLOCKS = 1 << 24;

    private final String name;
    private final Map<String, String> left;

    /** @param name of the file, for messages */
    SizingFileReader(String name, String text) {
        this.name = name;
        this.left = properties(text);
    }

    SizingFile read() {
        int receivers = integer(SizingFileText.RECEIVERS, 0, SizingRequest.MAX_RECEIVERS);
        int workers = integer(SizingFileText.WORKERS, 1, SizingRequest.MAX_WORKERS);
        Duration batch = time(SizingFileText.BATCH_INTERVAL);
        Duration block = time(SizingFileText.BLOCK_INTERVAL);
        int blockBytes = integer(SizingFileText.BLOCK_BYTES, BlockShape.MIN_BYTES, BlockShape.MAX_BYTES);
        int blockCount = integer(SizingFileText.BLOCK_COUNT, 1, MOST_BLOCKS);
        long memory = number(SizingFileText.MEMORY_LIMIT, 0, Long.MAX_VALUE);
        Durability durability = word(SizingFileText.DURABILITY, Durability.values());
        Duration replay = time(SizingFileText.REPLAY);
        int deltaBatches = integer(SizingFileText.DELTA_BATCHES, 1, Integer.MAX_VALUE);
        List<Assignment> cores = new CoreLines(this, take(SizingFileText.CORE)).read(receivers, workers);
        SizingFile file = new SizingFile(
                receivers,
                workers,
                batch,
                block,
                blockBytes,
                blockCount,
                memory,
                durability,
                replay,
                deltaBatches,
                cores,
                predicted());
        refuseWhatIsLeft();
        refuseContradictions(file);
        return file;
    }

    private SizingFile.Prophecy predicted() {
        double rate = parsed(SizingFileText.PREDICTED_RATE, "a number", Double::valueOf);
        int recordBytes = integer(SizingFileText.PREDICTED_RECORD_BYTES, 1, Integer.MAX_VALUE);
        Duration latency = time(SizingFileText.PREDICTED_LATENCY);
        Map<String, Double> utilisation = new LinkedHashMap<>();
        take(SizingFileText.PREDICTED_UTILISATION)
                .forEach((key, value) -> utilisation.put(
                        key.substring(SizingFileText.PREDICTED_UTILISATION.length()),
                        parsed(key, value, "a fraction, such as 0.25", Double::valueOf)));
        return new SizingFile.Prophecy(rate, recordBytes, latency, utilisation);
    }

    private void refuseWhatIsLeft() {
        if (left.isEmpty()) return;
        Map.Entry<String, String> first = left.entrySet().iterator().next();
        throw refusal(first.getKey(), first.getValue(), "there is no such setting; there are " + settings());
    }

    private static String settings() {
        return Arrays.asList(
                        SizingFileText.RECEIVERS,
                        SizingFileText.WORKERS,
                        SizingFileText.BATCH_INTERVAL,
                        SizingFileText.BLOCK_INTERVAL,
                        SizingFileText.BLOCK_BYTES,
                        SizingFileText.BLOCK_COUNT,
                        SizingFileText.MEMORY_LIMIT,
                        SizingFileText.DURABILITY,
                        SizingFileText.REPLAY,
                        SizingFileText.DELTA_BATCHES,
                        SizingFileText.CORE + "ROLE",
                        "headrace.predicted.*")
                .stream()
                .collect(Collectors.joining(", "));
    }

    private void refuseContradictions(SizingFile file) {
        if (file.batchInterval().compareTo(Duration.ofMillis(1)) < 0)
            throw refusal(SizingFileText.BATCH_INTERVAL, Durations.print(file.batchInterval()), "1ms or more");
        if (file.blockInterval().isZero() || file.blockInterval().compareTo(file.batchInterval()) > 0)
            throw refusal(
                    SizingFileText.BLOCK_INTERVAL,
                    Durations.print(file.blockInterval()),
                    "more than 0 and at most the batch interval, " + Durations.print(file.batchInterval()));
        if (Integer.bitCount(file.blockBytes()) != 1)
            throw refusal(
                    SizingFileText.BLOCK_BYTES,
                    file.blockBytes(),
                    "a power of two, such as " + Integer.highestOneBit(file.blockBytes()));
        if (file.blockCount() < 2 * file.receivers())
            throw refusal(
                    SizingFileText.BLOCK_COUNT,
                    file.blockCount(),
                    "at least two for each of the " + file.receivers() + " receivers: one to fill, one to hand over");
        long pool = (long) file.blockCount() * file.blockBytes();
        if (file.memoryLimit() < pool)
            throw refusal(
                    SizingFileText.MEMORY_LIMIT,
                    file.memoryLimit(),
                    "at least " + pool + ": the blocks alone need that");
        if (file.durability().logs()) return;
        if (!file.replayRetention().isZero())
            throw refusal(
                    SizingFileText.REPLAY,
                    Durations.print(file.replayRetention()),
                    "0s, because " + SizingFileText.DURABILITY + " is OFF and there is no log; or another durability");
        if (file.deltaBatches() > 1)
            throw refusal(
                    SizingFileText.DELTA_BATCHES,
                    file.deltaBatches(),
                    "1, because " + SizingFileText.DURABILITY
                            + " is OFF and nothing is written; or another durability");
    }

    // ---- single values

    private Map<String, String> properties(String text) {
        Map<String, String> read = new TreeMap<>();
        Properties once = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized @Nullable Object put(Object key, Object value) {
                String before = read.put((String) key, ((String) value).strip());
                if (before != null)
                    throw new SizingException(name + ": " + key + " is set twice, to " + before + " and to " + value
                            + "; keep one of the lines");
                return null;
            }
        };
        try {
            once.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string does not fail
        } catch (IllegalArgumentException e) {
            throw new SizingException(name + ": " + e.getMessage() + "; write a backslash twice", e);
        }
        return read;
    }

    private String take(String key, String wanted) {
        String value = left.remove(key);
        if (value == null) throw new SizingException(name + ": " + key + " is missing; it must be " + wanted);
        return value;
    }

    /** All settings that begin so, which no longer count as unknown. */
    private Map<String, String> take(String prefix) {
        Map<String, String> taken = new TreeMap<>();
        left.forEach((key, value) -> {
            if (key.startsWith(prefix)) taken.put(key, value);
        });
        left.keySet().removeAll(taken.keySet());
        return taken;
    }

    private int integer(String key, long least, long most) {
        return (int) number(key, least, most);
    }

    private long number(String key, long least, long most) {
        String wanted = "a whole number "
                + (most >= Integer.MAX_VALUE ? "from " + least + " up" : "from " + least + " to " + most);
        String text = take(key, wanted);
        long value = parsed(key, text, wanted, Long::valueOf);
        if (value < least || value > most) throw refusal(key, text, wanted);
        return value;
    }

    private Duration time(String key) {
        String wanted = "a time, such as 10ms, 1.5s or 2m";
        return parsed(key, take(key, wanted), wanted, Durations::parse);
    }

    private <E extends Enum<E>> E word(String key, E[] words) {
        String wanted = "one of " + Arrays.toString(words);
        return parsed(
                key,
                take(key, wanted),
                wanted,
                text -> Enum.valueOf(words[0].getDeclaringClass(), text.toUpperCase(Locale.ROOT)));
    }

    private <T> T parsed(String key, String wanted, Function<String, T> parse) {
        return parsed(key, take(key, wanted), wanted, parse);
    }

    <T> T parsed(String key, String text, String wanted, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | SizingException e) {
            throw new SizingException(name + ": " + key + "=" + text + ": it must be " + wanted, e);
        }
    }

    SizingException refusal(String key, Object value, String wanted) {
        return new SizingException(name + ": " + key + "=" + value + ": it must be " + wanted);
    }
}

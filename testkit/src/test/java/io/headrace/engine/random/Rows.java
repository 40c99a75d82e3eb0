package io.headrace.engine.random;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A batch of a stream in the model: partitions of elements. */
record Rows(List<List<Object>> partitions) {
    static final Rows NONE = new Rows(List.of());

    /** One partition. */
    static Rows of(List<Object> elements) {
        return new Rows(List.of(elements));
    }

    static Rows of(Object... elements) {
        return of(Arrays.asList(elements));
    }

    List<Object> all() {
        List<Object> all = new ArrayList<>();
        partitions.forEach(all::addAll);
        return all;
    }

    /** Partition by partition. */
    Rows map(Function<List<Object>, List<Object>> function) {
        List<List<Object>> mapped = new ArrayList<>();
        for (List<Object> part : partitions) mapped.add(function.apply(part));
        return new Rows(mapped);
    }

    /** Element by element. */
    Rows each(Function<Object, List<Object>> function) {
        return map(part -> {
            List<Object> made = new ArrayList<>();
            for (Object element : part) made.addAll(function.apply(element));
            return made;
        });
    }

    Rows and(Rows more) {
        List<List<Object>> both = new ArrayList<>(partitions);
        both.addAll(more.partitions);
        return new Rows(both);
    }

    /** The values of each key in their order, keys in the order of their first appearance. */
    Map<String, List<Long>> byKey() {
        Map<String, List<Long>> byKey = new LinkedHashMap<>();
        for (Object element : all()) {
            Elements.Pair pair = Elements.pair(element);
            byKey.computeIfAbsent(pair.key(), key -> new ArrayList<>()).add(pair.value());
        }
        return byKey;
    }

    /** In one partition, or in none where there was none. */
    Rows together() {
        return partitions.isEmpty() ? NONE : of(all());
    }

    /** The elements' texts, without partitions that have none. */
    Rows texts() {
        return each(element -> List.of(String.valueOf(element))).withoutEmptyParts();
    }

    Rows withoutEmptyParts() {
        return new Rows(partitions.stream().filter(part -> !part.isEmpty()).toList());
    }

    /** What can be compared: partition by partition where the order is promised, sorted texts of the elements elsewhere. */
    Object comparable(boolean inOrder) {
        if (inOrder) return partitions;
        return all().stream().map(String::valueOf).sorted().toList();
    }
}

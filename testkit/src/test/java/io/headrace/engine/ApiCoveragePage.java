package io.headrace.engine;

import io.headrace.engine.SparkMembers.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code docs/api-coverage.md}, made of {@link SparkMembers} and of what reflection finds here.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ApiCoveragePage {
    /** Whether a member is here. */
    enum Status {
        PRESENT("present"),
        DIFFERENT("different"),
        LEFT_OUT("left out");

        final String word;

        Status(String word) {
            this.word = word;
        }
    }

    private static final String HEAD = "# Spark's API, member by member";

    private final String settings;
    private final Map<String, Map<Status, Integer>> counts = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final StringBuilder tables = new StringBuilder();
    private final List<SparkMembers> types = SparkMembers.read();

    /** @param settings the text that documents them */
    ApiCoveragePage(String settings) {
        this.settings = settings;
        types.forEach(this::table);
    }

    /** What the list says that cannot be, in words. */
    List<String> wrong() {
        return wrong;
    }

    int count(Status status) {
        return counts.values().stream()
                .mapToInt(of -> of.getOrDefault(status, 0))
                .sum();
    }

    private void table(SparkMembers of) {
        boolean isOfSettings = of.type().equals(SparkMembers.SETTINGS);
        ApiOfClass here = new ApiOfClass(of.type());
        List<String> rows = new ArrayList<>();
        for (Entry entry : of.entries()) rows.add(isOfSettings ? setting(entry) : member(of, here, entry));
        if (rows.isEmpty()) wrong.add(of.type() + " has no members");
        tables.append("\n## `")
                .append(of.type())
                .append("`: ")
                .append(of.ofSpark())
                .append("\n\n");
        if (!of.text().isEmpty()) tables.append(of.text()).append("\n\n");
        tables.append(words(counts.getOrDefault(of.type(), Map.of()))).append(".\n\n");
        tables.append("| Spark | here | status | |\n| --- | --- | --- | --- |\n");
        rows.forEach(row -> tables.append(row).append('\n'));
    }

    private String member(SparkMembers of, ApiOfClass type, Entry entry) {
        List<ApiOfClass.Found> here = new ArrayList<>();
        for (String signature : entry.instead().isEmpty() ? List.of(entry.spark()) : entry.instead()) {
            ApiOfClass.Found found = type.find(signature);
            if (found != null) here.add(found);
            else if (!entry.instead().isEmpty()) wrong.add(of.type() + " has no " + signature);
        }
        boolean isConstructor = entry.spark().startsWith("Java" + type.type.getSimpleName() + "(");
        boolean isRenamed = !entry.instead().isEmpty() && !isConstructor;
        if (here.isEmpty() && entry.why().isEmpty())
            wrong.add(of.type() + " has no " + entry.spark() + ", and nothing says why");
        if (isRenamed && entry.why().isEmpty())
            wrong.add(of.type() + " has " + entry.instead() + " for " + entry.spark() + ", and nothing says why");
        Status status = statusOf(!here.isEmpty(), entry);
        count(of.type(), status);
        return row(
                "`" + entry.spark() + "`",
                here.stream().map(found -> "`" + found.signature() + "`").collect(Collectors.joining("<br>")),
                status.word,
                entry.why());
    }

    private String setting(Entry entry) {
        for (String key : entry.instead()) {
            boolean isSetting = settings.contains("| `" + key + "` |");
            boolean isMethod = new ApiOfClass("StreamingContextBuilder").find(key) != null;
            if (!isSetting && !isMethod) wrong.add("there is no setting " + key);
        }
        if (entry.instead().isEmpty() && entry.why().isEmpty())
            wrong.add("there is no setting for " + entry.spark() + ", and nothing says why");
        Status status = statusOf(!entry.instead().isEmpty(), entry);
        count(SparkMembers.SETTINGS, status);
        return row(
                "`" + entry.spark() + "`",
                entry.instead().stream().map(key -> "`" + key + "`").collect(Collectors.joining(", ")),
                status.word,
                entry.why());
    }

    private static Status statusOf(boolean isHere, Entry entry) {
        if (!isHere) return Status.LEFT_OUT;
        return entry.why().isEmpty() ? Status.PRESENT : Status.DIFFERENT;
    }

    private void count(String type, Status status) {
        counts.computeIfAbsent(type, t -> new TreeMap<>()).merge(status, 1, Integer::sum);
    }

    private static String row(String spark, String here, String status, String why) {
        return "| " + spark + " | " + here + " | " + status + " | " + why + " |";
    }

    private static String words(Map<Status, Integer> counted) {
        return "Present " + counted.getOrDefault(Status.PRESENT, 0) + ", different "
                + counted.getOrDefault(Status.DIFFERENT, 0) + ", left out " + counted.getOrDefault(Status.LEFT_OUT, 0);
    }

    /** The whole page. */
    String text() {
        Map<Status, Integer> all = new TreeMap<>();
        for (Status status : Status.values()) all.put(status, count(status));
        String intro = """

                Made by `ApiCoverageTest` (in `testkit`) of its list `spark-api.txt` and of what reflection finds; `-Dheadrace.docs.write=true` writes it anew.

                What of Spark Streaming's Java API is here. **present**: the same name, argument order and meaning, in Java's own types (`java.time.Duration`,
                `java.util.Optional`). **different**: there, and different on purpose; the last column says how. **left out**: not there, and why.

                Of all that users can call or implement, tests of all modules use 95 % at least: `ApiTestedTest` (in `.build/architecture`) reads from the
                compiled tests what they call, name and implement, and from JaCoCo's recordings what has run; it prints the members that are left. Settings
                are those of [configuration](configuration.md).

                """;
        StringBuilder page = new StringBuilder(HEAD).append('\n').append(intro);
        page.append("**").append(words(all)).append(".**\n\n");
        page.append("| class here | Spark | present | different | left out |\n| --- | --- | --- | --- | --- |\n");
        for (SparkMembers of : types) {
            Map<Status, Integer> counted = counts.getOrDefault(of.type(), Map.of());
            page.append("| `").append(of.type()).append("` | ").append(of.ofSpark());
            for (Status status : Status.values()) page.append(" | ").append(counted.getOrDefault(status, 0));
            page.append(" |\n");
        }
        return page.append(tables).toString();
    }
}

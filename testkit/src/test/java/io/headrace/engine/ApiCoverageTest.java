package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/api-coverage.md} calls nothing present that is not there. */
class ApiCoverageTest {
    private static final Path DOCS = Path.of(System.getProperty("headrace.root"), "docs");
    private static final Path PAGE = DOCS.resolve("api-coverage.md");
    private static final Path SETTINGS = DOCS.resolve("configuration.md");
    private static final Pattern HEADING = Pattern.compile("## .*?`([\\w.]+)`.*");
    private static final Pattern MEMBER = Pattern.compile("`(\\w+\\([^`]*\\))`");
    private static final Pattern SETTING = Pattern.compile("`(headrace\\.[\\w.]+)`");
    private static final Set<String> STATUSES = Set.of("present", "different", "left out");

    @Test
    void shouldCallNothingPresentThatIsNotThere() throws Exception {
        String settings = Files.readString(SETTINGS); // held by a test of its own
        List<String> wrong = new ArrayList<>();
        Set<String> members = Set.of();
        String section = "";
        int checked = 0;
        for (String line : Files.readAllLines(PAGE)) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                section = heading.group(1);
                members = members(Class.forName("io.headrace." + section));
            }
            String[] cells = line.split("\\|", -1);
            if (cells.length < 5 || cells[1].isBlank() || cells[3].strip().matches("status|-+")) continue;
            String status = cells[3].strip();
            if (!STATUSES.contains(status)) wrong.add(section + ": no status is \"" + status + "\"");
            Matcher member = MEMBER.matcher(cells[2]);
            boolean any = false;
            while (member.find()) {
                any = true;
                checked++;
                if (!members.contains(member.group(1))) wrong.add(section + "." + member.group(1));
            }
            Matcher setting = SETTING.matcher(cells[2]);
            while (setting.find()) {
                any = true;
                checked++;
                if (!settings.contains("| `" + setting.group(1) + "` |")) wrong.add(setting.group(1));
            }
            if (any == status.equals("left out")) wrong.add(section + ": " + cells[1].strip() + " is " + status);
        }
        assertThat(wrong).isEmpty();
        assertThat(checked).isGreaterThan(350);
    }

    private static Set<String> members(Class<?> type) {
        Stream<String> methods = Arrays.stream(type.getMethods()).map(method -> inWords(method.getName(), method));
        Stream<String> constructors = Arrays.stream(type.getDeclaredConstructors())
                .filter(made -> (made.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
                .map(made -> inWords(type.getSimpleName(), made));
        return Stream.concat(methods, constructors).collect(Collectors.toSet());
    }

    private static String inWords(String name, Executable member) {
        return name
                + Arrays.stream(member.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}

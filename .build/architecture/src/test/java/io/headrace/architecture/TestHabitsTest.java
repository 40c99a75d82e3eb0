package io.headrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every test class of the house does, whichever floor it tests. */
class TestHabitsTest {
    private static final List<String> FLOORS =
            List.of("memory", "affinity", "wal", "engine-core", "testkit", "console", "metrics", "examples", "cli");

    /** Whoever names one of these in a test may leave native memory behind. */
    private static final Set<String> NATIVE_PACKAGES = Set.of(
            "io.headrace.memory.block", "io.headrace.memory.storage", "io.headrace.memory.table", "io.headrace.wal");

    private static JavaClasses tests;

    @BeforeAll
    static void importTests() {
        Path root = Path.of(System.getProperty("headrace.root"));
        List<Path> compiled = FLOORS.stream()
                .map(floor -> root.resolve(floor).resolve("target/test-classes"))
                .filter(Files::isDirectory)
                .toList();
        tests = new ClassFileImporter()
                .withImportOption(location -> location.contains("/io/headrace/"))
                .importPaths(compiled);
        assertThat(tests.contain("io.headrace.memory.RawMemoryTest"))
                .as("tests were compiled")
                .isTrue();
    }

    @Test
    void shouldCheckForLeaksWhereverNativeMemoryIsTouched() {
        List<String> unchecked = tests.stream()
                .filter(TestHabitsTest::hasTests)
                .filter(TestHabitsTest::touchesNativeMemory)
                .filter(test -> !checksForLeaks(test))
                .map(JavaClass::getName)
                .toList();
        assertThat(unchecked)
                .as("test classes that touch native memory without @ExtendWith(LeakCheck.class)")
                .isEmpty();
    }

    @Test
    void shouldNeverSleepToWait() {
        List<String> sleeping = tests.stream()
                .flatMap(test -> test.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().isEquivalentTo(Thread.class)
                        && call.getName().equals("sleep"))
                .map(call -> call.getDescription())
                .toList();
        assertThat(sleeping).isEmpty();
    }

    private static boolean hasTests(JavaClass type) {
        return type.getAllMethods().stream()
                .anyMatch(method -> method.isAnnotatedWith(Test.class)
                        || method.isAnnotatedWith("org.junit.jupiter.params.ParameterizedTest"));
    }

    private static boolean touchesNativeMemory(JavaClass test) {
        return test.getDirectDependenciesFromSelf().stream()
                .map(Dependency::getTargetClass)
                .anyMatch(used -> used.getName().equals("io.headrace.memory.NativeMemory") || holdsMemory(used));
    }

    private static boolean holdsMemory(JavaClass type) {
        return NATIVE_PACKAGES.contains(type.getPackageName()) && !type.isEnum() && !tests.contain(type.getName());
    }

    private static boolean checksForLeaks(JavaClass test) {
        for (JavaClass type = test; type != null; type = superclassOf(type)) {
            if (extendWith(type).contains("io.headrace.memory.testing.LeakCheck")) return true;
        }
        return false;
    }

    private static @Nullable JavaClass superclassOf(JavaClass type) {
        return type.getRawSuperclass().orElse(null);
    }

    private static String extendWith(JavaClass type) {
        return type.getAnnotations().stream()
                .filter(a -> a.getRawType().getName().equals("org.junit.jupiter.api.extension.ExtendWith"))
                .map(a -> Arrays.toString((Object[]) a.get("value").orElseThrow()))
                .findFirst()
                .orElse("");
    }
}

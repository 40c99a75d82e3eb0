package io.headrace.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The structure of the house, held by tests: who stands on whom, and who sees which library. */
@AnalyzeClasses(packages = "io.headrace", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    private static final String MEMORY = "io.headrace.memory..";
    private static final String WAL = "io.headrace.wal..";
    private static final String AFFINITY = "io.headrace.affinity..";
    private static final String[] LEAVES = {
        "io.headrace.bench..",
        "io.headrace.examples..",
        "io.headrace.cli..",
        "io.headrace.jdbc..",
        "io.headrace.console..",
        "io.headrace.metrics..",
        "io.headrace.testkit..",
        "io.headrace.architecture.."
    };

    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("io.headrace..")
            .and(DescribedPredicate.not(resideInAPackage("..jmh_generated..")))
            .as("ours");

    /** Value types that users name, kept in the floor that must store them. */
    private static final DescribedPredicate<JavaClass> MEMORY_FLOOR = resideInAPackage(MEMORY)
            .or(DescribedPredicate.describe("values of the API that memory stores", HouseTest::isValueOfTheApi))
            .as("memory");

    @ArchTest
    static final ArchRule NO_PACKAGE_CYCLE =
            slices().assignedFrom(new EachPackage()).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule MEMORY_STANDS_ON_NOTHING_OF_OURS =
            noClasses().that(MEMORY_FLOOR).should().dependOnClassesThat(OURS.and(DescribedPredicate.not(MEMORY_FLOOR)));

    @ArchTest
    static final ArchRule AFFINITY_STANDS_ON_NOTHING_OF_OURS = noClasses()
            .that()
            .resideInAPackage(AFFINITY)
            .should()
            .dependOnClassesThat(OURS.and(DescribedPredicate.not(resideInAPackage(AFFINITY))));

    @ArchTest
    static final ArchRule THE_LOG_STANDS_ON_MEMORY = noClasses()
            .that()
            .resideInAPackage(WAL)
            .should()
            .dependOnClassesThat(
                    OURS.and(DescribedPredicate.not(resideInAPackage(WAL).or(MEMORY_FLOOR))));

    /** What was written (the API) becomes data (the plan), which an engine is found for by name. */
    @ArchTest
    static final ArchRule THE_PROGRAM_DOES_NOT_KNOW_THE_ENGINE = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.headrace",
                    "io.headrace.function..",
                    "io.headrace.log..",
                    "io.headrace.receiver..",
                    "io.headrace.sink..",
                    "io.headrace.source..",
                    "io.headrace.plan..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.headrace.exec..");

    @ArchTest
    static final ArchRule THE_PLAN_DOES_NOT_KNOW_THE_API = noClasses()
            .that()
            .resideInAPackage("io.headrace.plan..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.headrace").and(DescribedPredicate.not(MEMORY_FLOOR)));

    @ArchTest
    static final ArchRule NOBODY_STANDS_ON_A_LEAF = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAnyPackage(LEAVES))))
            .should()
            .dependOnClassesThat(resideInAnyPackage(LEAVES));

    @ArchTest
    static final ArchRule CHRONICLE_HAS_ONE_DOOR = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAnyPackage(
                    "io.headrace.wal.chronicle", "io.headrace.affinity.pin", "io.headrace.bench.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft..");

    @ArchTest
    static final ArchRule THE_LOG_DOES_NOT_PIN = noClasses()
            .that()
            .resideInAPackage("io.headrace.wal.chronicle")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft.affinity..");

    @ArchTest
    static final ArchRule PINNING_HAS_ONE_DOOR = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAPackage("io.headrace.affinity.pin"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft.affinity..");

    @ArchTest
    static final ArchRule NATIVE_POSIX_BELONGS_TO_THE_LOG = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAPackage("io.headrace.wal.chronicle"))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("net.openhft.posix..", "jnr..");

    /** Whoever calls the system does it in one place of its module: for files, and for threads. */
    @ArchTest
    static final ArchRule CALLS_OF_THE_SYSTEM_HAVE_TWO_DOORS = noClasses()
            .that(OURS.and(DescribedPredicate.not(
                    resideInAnyPackage("io.headrace.wal.chronicle", "io.headrace.affinity.pin"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule UNSAFE_HAS_ONE_DOOR = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAPackage("io.headrace.bench.."))))
            .and()
            .doNotHaveFullyQualifiedName("io.headrace.memory.RawMemory")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("sun.misc.Unsafe");

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
            classes().that(OURS).should(new NullMarkedPackage()).because("what may be null is said where it may be");

    static boolean isValueOfTheApi(JavaClass type) {
        return type.getPackageName().equals("io.headrace") && comesFrom(type, "memory");
    }

    private static boolean comesFrom(JavaClass type, String module) {
        return type.getSource()
                .map(source -> source.getUri().toString())
                .filter(uri -> uri.contains("/" + module + "/target/"))
                .isPresent();
    }
}

package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.DStream;
import io.headrace.DStreamLike;
import io.headrace.DoubleRdd;
import io.headrace.Durations;
import io.headrace.FlatJoin;
import io.headrace.FlatStateSpec;
import io.headrace.HashPartitioner;
import io.headrace.HeadraceConf;
import io.headrace.Keys;
import io.headrace.PairDStream;
import io.headrace.PairRdd;
import io.headrace.Partitioner;
import io.headrace.Rdd;
import io.headrace.RddKind;
import io.headrace.RddLike;
import io.headrace.StateSpec;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.Time;
import io.headrace.Tuple2;
import io.headrace.Values;
import io.headrace.ViewDStream;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;
import io.headrace.source.Tls;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each call of the API that is given null where something must be says so itself, with its name, its line, and what is missing. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NullArgumentsTest {
    /** Where null is a value like others, or says that there is none. */
    private static final Set<String> MAY_BE_NULL = Set.of(
            "queueStream(Queue, boolean, Rdd) 2", // no default
            "reduceByKeyAndWindow(Function2, Function2, Duration, Duration, int, Function) 5", // no filter
            "reduceByKeyAndWindow(Function2, Function2, Duration, Duration, Partitioner, Function) 5",
            "setName(String) 0",
            "longAccumulator(String) 0",
            "doubleAccumulator(String) 0",
            "collectionAccumulator(String) 0",
            "accumulator(int, String) 1",
            "accumulator(double, String) 1",
            "accumulator(Object, Function2, String) 2");

    private final StreamTest test = StreamTest.every(Durations.milliseconds(100));

    @AfterEach
    void close() {
        test.close();
    }

    private DStream<Integer> numbers() {
        return test.stream(new BatchFeed<>());
    }

    private PairDStream<Integer, Integer> pairs() {
        return numbers().mapToPair(n -> new Tuple2<>(n, n));
    }

    private PairRdd<String, Integer> pairData() {
        return test.context().parallelizePairs(List.of(new Tuple2<>("a", 1)));
    }

    @Test
    void shouldSayWhichCallLacksWhat() {
        StreamingContext context = test.context();
        List<String> wrong = new ArrayList<>();
        int calls = 0;
        calls += check(StreamingContext.class, context, wrong);
        calls += check(DStream.class, numbers(), wrong);
        calls += check(PairDStream.class, pairs(), wrong);
        var lines = context.socketUtf8Stream("localhost", 1);
        calls += check(lines.getClass(), lines, wrong);
        var views = lines.flatMap((line, out) -> {});
        calls += check(views.getClass(), views, wrong);
        calls += check(StateSpec.class, StateSpec.<String, Integer, Integer, Integer>function((k, v, s) -> 1), wrong);
        calls += check(FlatJoin.class, join(), wrong);
        calls += check(StreamingContext.builder("x").getClass(), StreamingContext.builder("x"), wrong);
        calls += check(HeadraceConf.Builder.class, HeadraceConf.builder(), wrong);
        calls += check(Rdd.class, context.parallelize(List.of(1, 2)), wrong);
        calls += check(PairRdd.class, pairData(), wrong);
        calls += check(DoubleRdd.class, context.sparkContext().parallelizeDoubles(List.of(1.0, 2.0)), wrong);
        calls += check(context.sparkContext().getClass(), context.sparkContext(), wrong);
        assertThat(wrong).isEmpty();
        assertThat(calls).isGreaterThan(500);
    }

    private static FlatJoin<Object, Object, MappedStates.Out> join() {
        return FlatJoin.on(
                Keys.ofLong(view -> 1L), Keys.ofLong(view -> 1L), MappedStates.OUTS, (left, right, out) -> {});
    }

    /** Calls each method of the object once for each of its parameters that can be null, with null there. */
    private int check(Class<?> api, Object object, List<String> wrong) {
        int calls = 0;
        for (Method method : api.getMethods()) {
            if (method.isBridge() || Modifier.isStatic(method.getModifiers())) continue;
            if (method.getDeclaringClass() == Object.class) continue;
            Class<?>[] types = method.getParameterTypes();
            for (int i = 0; i < types.length; i++) {
                String name = name(method) + " " + i;
                if (types[i].isPrimitive() || types[i] == Object.class || MAY_BE_NULL.contains(name)) continue;
                calls++;
                String told = call(method, object, i);
                if (!expected(method).matcher(told).matches())
                    wrong.add(api.getSimpleName() + "." + name + ": " + told);
            }
        }
        return calls;
    }

    private static String name(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private static Pattern expected(Method method) {
        return Pattern.compile(Pattern.quote(method.getName())
                + " at NullArgumentsTest\\.call \\(NullArgumentsTest\\.java:\\d+\\): the [a-z' ]+ is null: give one");
    }

    private String call(Method method, Object object, int missing) {
        Class<?>[] types = method.getParameterTypes();
        @Nullable Object[] given = new Object[types.length];
        for (int i = 0; i < types.length; i++) given[i] = i == missing ? null : something(types[i], object);
        try {
            method.setAccessible(true);
            return "nothing was said, and the result is " + method.invoke(object, given);
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause().getMessage());
        } catch (IllegalAccessException e) {
            return e.toString();
        }
    }

    private Object something(Class<?> type, Object object) {
        if (type == int.class) return 2;
        if (type == long.class) return 2L;
        if (type == boolean.class) return true;
        if (type == double.class) return 0.5;
        if (type == Object.class || type == String.class) return "x";
        if (type == Duration.class) return Durations.milliseconds(200);
        if (type == Time.class) return new Time(100);
        if (type == Partitioner.class) return new HashPartitioner(2);
        if (type == StorageLevel.class) return StorageLevel.MEMORY_ONLY;
        if (type == Path.class) return Path.of("x");
        if (type == List.class) return List.of();
        if (type == Map.class) return Map.of();
        if (type == Queue.class) return new ArrayDeque<>();
        if (type == byte[].class) return new byte[1];
        if (type == Comparator.class) return Comparator.naturalOrder();
        if (type == ViewKey.class) return Keys.ofLong(view -> 1L);
        if (type == ViewValue.class) return Values.one();
        if (type == DStream.class) return numbers();
        if (type == PairDStream.class) return pairs();
        if (type == PairRdd.class) return pairData();
        if (type == DStreamLike.class || type == RddKind.class || type == RddLike.class) return object;
        if (type == Rdd.class) return test.context().parallelize(List.of(1, 2));
        if (type.isArray()) return Array.newInstance(type.getComponentType(), 0);
        if (type.isInterface())
            return Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> "none");
        if (type.isEnum()) return type.getEnumConstants()[0];
        if (type == Tls.class) return Tls.ofDefaults();
        if (type == FlatViews.class) return MappedStates.SUMS;
        if (type == FlatStateSpec.class)
            return FlatStateSpec.function(MappedStates.SUMS, MappedStates.OUTS, (view, state, out) -> {});
        if (type == FlatJoin.class) return join();
        if (type == ViewDStream.class)
            return test.context().socketUtf8Stream("localhost", 1).flatMap((line, out) -> {});
        throw new AssertionError("the test knows no " + type);
    }
}

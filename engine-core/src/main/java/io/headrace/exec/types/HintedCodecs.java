package io.headrace.exec.types;

import io.headrace.Tuple2;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.TextCodec;
import io.headrace.memory.codec.object.ClassCodecs;
import io.headrace.memory.codec.object.DynamicCodec;
import io.headrace.plan.ElementTypes;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.PlanException;
import io.headrace.plan.RowFormat;
import io.headrace.plan.TypeHints;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * The codecs of the streams of a program: those of the classes that {@code types(…)} names, and the dynamic one where nothing was said,
 * or only an interface or an abstract class.
 *
 * <p><b>Threading:</b> any thread; each codec that it gives belongs to whoever asked for it.
 */
public final class HintedCodecs {
    private final ClassCodecs classes;
    private final DynamicCodec dynamic;

    public HintedCodecs(ClassCodecs classes, DynamicCodec dynamic) {
        this.classes = classes;
        this.dynamic = dynamic;
    }

    /** Of values of which nothing is known. */
    public DynamicCodec dynamic() {
        return dynamic.perThread();
    }

    /** Of the stream's elements. */
    public Codec<@Nullable Object> elements(Node node) {
        TypeHints hints = ElementTypes.of(node);
        if (hints.isOfPairs()) return pairs(node, hints);
        return hints.first() == null ? dynamic() : of(node, hints.first(), "element");
    }

    /** Of the pairs that a keyed stream gives. */
    public Codec<@Nullable Object> pairs(Node node) {
        TypeHints hints = ElementTypes.ofKeyed(node);
        return hints.isOfPairs() ? pairs(node, hints) : dynamic();
    }

    /** Of the keys of a keyed stream. */
    public Codec<@Nullable Object> keys(Node node) {
        Class<?> hint = ElementTypes.ofKeyed(node).first();
        if (hint == null) return dynamic();
        Codec<@Nullable Object> codec = of(node, hint, "key");
        if (codec.canonical() || codec.name().equals(dynamic.name())) return codec;
        throw new PlanException(node.describe() + ": the type hint " + hint.getTypeName()
                + " is not one of keys, which are found again by their bytes: " + classes.cure(hint));
    }

    /** Of the keys of a keyed stream, to decide where they belong; null where only the values tell. */
    public @Nullable Codec<?> placing(Node node) {
        Class<?> hint = ElementTypes.ofKeyed(node).first();
        if (hint == null) return null;
        Codec<@Nullable Object> codec = of(node, hint, "key");
        return codec.canonical() ? codec : null;
    }

    /** Of what an input's receiver stores. */
    public Codec<@Nullable Object> input(Node node, RowFormat.Objects rows) {
        Codec<?> given = rows.codec();
        if (given == null) return elements(node);
        Class<?> hint = node.types().isOfPairs() ? Tuple2.class : node.types().first();
        Codec<@Nullable Object> codec = erased(given.perThread());
        return hint == null ? codec : new CheckedCodec(codec, boxed(hint), node, "element", true);
    }

    /** Of the values of a keyed stream: of a stateful one, its states. */
    public Codec<@Nullable Object> values(Node node) {
        Class<?> hint = ElementTypes.ofKeyed(node).second();
        return hint == null ? dynamic() : of(node, hint, "value");
    }

    /** The codec of an input's records, in words that are compared at a restart. */
    public String idOfInput(Node node) {
        RowFormat rows = ((Operator.Input) node.operator()).rows();
        if (rows instanceof RowFormat.Flat flat) return flat.views().layout().signature();
        return rows instanceof RowFormat.Objects objects ? input(node, objects).id() : TextCodec.INSTANCE.id();
    }

    /** Fails when a hint of the stream cannot be followed. */
    public void check(Node node) {
        if (node.types().isEmpty()) return;
        Codec<@Nullable Object> unused = elements(node);
    }

    private Codec<@Nullable Object> pairs(Node node, TypeHints hints) {
        Class<?> first = hints.classes().get(0);
        Class<?> second = hints.classes().get(1);
        if (first == Object.class && second == Object.class) return dynamic();
        Codec<?> both = Codecs.tuple2(of(node, first, "key"), of(node, second, "value"));
        return new CheckedCodec(erased(both), Tuple2.class, node, "element", false);
    }

    private Codec<@Nullable Object> of(Node node, Class<?> hint, String what) {
        if (hint == Object.class) return dynamic();
        Class<?> type = boxed(hint);
        Codec<?> codec = classes.find(type);
        if (codec != null) return new CheckedCodec(erased(codec.perThread()), type, node, what, false);
        if (!isOpen(type))
            throw new PlanException(node.describe() + ": the type hint " + hint.getTypeName() + " cannot be followed: "
                    + classes.cure(type));
        return new CheckedCodec(dynamic(), type, node, what, true);
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    /** Whether objects of the class are of other classes, which come with the values. */
    private static boolean isOpen(Class<?> type) {
        return type == Tuple2.class
                || type.isInterface()
                || (Modifier.isAbstract(type.getModifiers()) && !type.isArray());
    }

    @SuppressWarnings("unchecked") // what is given to it has the class that was hinted: CheckedCodec sees to it
    private static Codec<@Nullable Object> erased(Codec<?> codec) {
        return (Codec<@Nullable Object>) codec;
    }
}

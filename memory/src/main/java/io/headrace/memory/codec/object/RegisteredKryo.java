package io.headrace.memory.codec.object;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.objenesis.strategy.StdInstantiatorStrategy;
import com.esotericsoftware.kryo.kryo5.util.DefaultClassResolver;
import com.esotericsoftware.kryo.kryo5.util.DefaultInstantiatorStrategy;

/**
 * A Kryo that knows the classes of a {@link KryoRegistry} and no other: by number only, never by name.
 *
 * <p><b>Threading:</b> one thread.
 */
final class RegisteredKryo extends Kryo {
    /** How deep objects may lie in objects; cycles are found by it too. */
    static final int MAX_DEPTH = 64;

    private final KryoRegistry registry;

    RegisteredKryo(KryoRegistry registry) {
        super(new NumbersOnly(), null);
        this.registry = registry;
        setRegistrationRequired(true);
        setReferences(false);
        setOptimizedGenerics(false);
        setMaxDepth(MAX_DEPTH);
        setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
        for (RegisteredType type : registry.types())
            register(new Registration(type.type(), type.serializer().apply(this), type.id()));
    }

    @Override
    @SuppressWarnings("rawtypes") // as Kryo declares it
    public Registration getRegistration(Class type) {
        Registration known = getClassResolver().getRegistration(type);
        if (known == null) known = getClassResolver().getRegistration(JdkTypes.standIn(type));
        if (known == null) throw new UnregisteredTypeException(type, registry.freeId());
        return known;
    }

    /** Kryo loads a class that is named in the bytes before it finds that it is not registered. */
    private static final class NumbersOnly extends DefaultClassResolver {
        @Override
        protected Registration readName(Input input) {
            throw new KryoException("a class by name, not by number");
        }
    }
}

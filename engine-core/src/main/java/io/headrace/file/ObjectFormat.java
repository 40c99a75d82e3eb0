package io.headrace.file;

import io.headrace.memory.codec.object.KryoRegistry;
import java.io.OutputStream;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Elements as objects, to be read again by {@link ObjectFile}: see {@code docs/formats/objects.md}.
 *
 * <p><b>Threading:</b> as {@link RecordFormat}.
 */
public final class ObjectFormat implements RecordFormat<@Nullable Object> {
    private static final long serialVersionUID = 1;

    private final transient KryoRegistry registry;

    /** @param registry the classes whose objects may be stored */
    public ObjectFormat(KryoRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void write(Iterator<?> elements, OutputStream out) throws Exception {
        try (ObjectFileWriter writer = new ObjectFileWriter(out, registry)) {
            while (elements.hasNext()) writer.add(elements.next());
            writer.end();
        }
    }
}

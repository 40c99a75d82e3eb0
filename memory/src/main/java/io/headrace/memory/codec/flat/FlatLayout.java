package io.headrace.memory.codec.flat;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which field lies where in a flat record: one after the other as declared, without gaps, little-endian. At most one
 * text of no fixed length may follow as the last field, and takes the rest.
 *
 * <pre>
 *   record Trade(long time, double price, @Ascii(8) String symbol, String note)
 *
 *   +----------------+----------------+----------------+-------------
 *   |      time      |     price      |   symbol, 0s   |  note ...
 *   +----------------+----------------+----------------+-------------
 *   0                8                16               24
 * </pre>
 *
 * The {@link #signature} names the fields and their kinds. It is what is stored beside the bytes; the name of a class
 * is not.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class FlatLayout {
    /** The fields of fixed length take less than this. */
    public static final int MAX_LENGTH = 1 << 15;

    private final Map<String, FlatField> fields;
    private final List<FlatField> checked;
    private final int fixedLength;
    private final boolean trailingText;
    private final String signature;

    private FlatLayout(Builder builder) {
        this.fields = new LinkedHashMap<>(builder.fields);
        this.fixedLength = builder.offset;
        this.trailingText = builder.trailingText;
        this.checked = fields.values().stream().filter(FlatLayout::canBeWrong).toList();
        this.signature = "flat("
                + String.join(
                        ",", fields.values().stream().map(FlatField::signature).toList()) + ")";
    }

    /** An empty layout to add fields to. */
    public static Builder builder() {
        return new Builder();
    }

    /** The layout of a record class: its components in their order. */
    public static FlatLayout of(Class<? extends Record> type) {
        RecordComponent[] components = type.getRecordComponents();
        Builder builder = builder();
        for (int i = 0; i < components.length; i++) add(builder, type, components[i], i == components.length - 1);
        return builder.build();
    }

    private static void add(Builder builder, Class<?> owner, RecordComponent component, boolean last) {
        FlatType primitive = FlatType.ofPrimitive(component.getType());
        Ascii ascii = component.getAnnotation(Ascii.class);
        if (primitive != null && ascii == null) {
            builder.add(primitive, component.getName());
        } else if (component.getType() == String.class && ascii != null) {
            builder.addAscii(component.getName(), ascii.value());
        } else if (component.getType() == String.class && last) {
            builder.addText(component.getName());
        } else {
            throw new IllegalArgumentException("component " + component.getName() + " of " + owner.getName() + " is a "
                    + component.getType().getSimpleName()
                    + ": a flat record has components of the primitive types (not char), of String with @Ascii(length), and"
                    + " as the last one a plain String");
        }
    }

    /** The length of the fields of fixed length: that of the record, when no text follows. */
    public int fixedLength() {
        return fixedLength;
    }

    /** Whether the last field is a text that takes the rest. */
    public boolean hasTrailingText() {
        return trailingText;
    }

    /** The fields in their order. */
    public List<FlatField> fields() {
        return List.copyOf(fields.values());
    }

    /** The stable description: {@code flat(long time,ascii8 symbol,text note)}. Equal signatures, equal bytes. */
    public String signature() {
        return signature;
    }

    public LongField longField(String name) {
        return field(name, LongField.class);
    }

    public IntField intField(String name) {
        return field(name, IntField.class);
    }

    public ShortField shortField(String name) {
        return field(name, ShortField.class);
    }

    public ByteField byteField(String name) {
        return field(name, ByteField.class);
    }

    public DoubleField doubleField(String name) {
        return field(name, DoubleField.class);
    }

    public FloatField floatField(String name) {
        return field(name, FloatField.class);
    }

    public BooleanField booleanField(String name) {
        return field(name, BooleanField.class);
    }

    public AsciiField asciiField(String name) {
        return field(name, AsciiField.class);
    }

    public BytesField bytesField(String name) {
        return field(name, BytesField.class);
    }

    public TextField textField(String name) {
        return field(name, TextField.class);
    }

    /** The field of that name, whatever it holds. */
    public FlatField field(String name) {
        FlatField field = fields.get(name);
        if (field == null) throw new IllegalArgumentException(signature + " has no field " + name);
        return field;
    }

    private <F extends FlatField> F field(String name, Class<F> kind) {
        FlatField field = field(name);
        if (!kind.isInstance(field))
            throw new IllegalArgumentException("field " + name + " of " + signature + " is a "
                    + field.getClass().getSimpleName() + ", not a " + kind.getSimpleName());
        return kind.cast(field);
    }

    /** Fails unless a record may have that length. */
    void checkLength(int length) {
        if (length == fixedLength || (trailingText && length > fixedLength)) return;
        throw corrupt(length + " bytes", (trailingText ? "at least " : "") + fixedLength);
    }

    /** Fails unless the bytes are such as the fields' own accessors write. */
    void check(long record, int length) {
        checkLength(length);
        for (FlatField field : checked) {
            if (!isSound(field, record, length))
                throw corrupt("bytes in field " + field.name(), "a " + field.signature());
        }
    }

    private static boolean canBeWrong(FlatField field) {
        return switch (field.type()) {
            case DOUBLE, FLOAT, BOOLEAN, ASCII, TEXT -> true;
            default -> false;
        };
    }

    private static boolean isSound(FlatField field, long record, int length) {
        long address = record + field.offset();
        return switch (field.type()) {
            case DOUBLE -> {
                double value = RawMemory.getDouble(address);
                yield RawMemory.getLong(address) == Double.doubleToLongBits(value);
            }
            case FLOAT -> {
                float value = RawMemory.getFloat(address);
                yield RawMemory.getInt(address) == Float.floatToIntBits(value);
            }
            case BOOLEAN -> (RawMemory.getByte(address) & ~1) == 0;
            case ASCII -> ((AsciiField) field).isSound(record);
            case TEXT -> Utf8.isEncoded(address, length - field.offset());
            default -> true;
        };
    }

    private CorruptDataException corrupt(String found, String expected) {
        return new CorruptDataException(signature + " found " + found + ", expected " + expected);
    }

    @Override
    public String toString() {
        return signature;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlatLayout that && signature.equals(that.signature);
    }

    @Override
    public int hashCode() {
        return signature.hashCode();
    }

    /**
     * Collects fields in their order.
     *
     * <p><b>Threading:</b> one thread.
     */
    public static final class Builder {
        private final Map<String, FlatField> fields = new LinkedHashMap<>();
        private int offset;
        private boolean trailingText;

        private Builder() {}

        public Builder addLong(String name) {
            return add(new LongField(name, offset));
        }

        public Builder addInt(String name) {
            return add(new IntField(name, offset));
        }

        public Builder addShort(String name) {
            return add(new ShortField(name, offset));
        }

        public Builder addByte(String name) {
            return add(new ByteField(name, offset));
        }

        public Builder addDouble(String name) {
            return add(new DoubleField(name, offset));
        }

        public Builder addFloat(String name) {
            return add(new FloatField(name, offset));
        }

        public Builder addBoolean(String name) {
            return add(new BooleanField(name, offset));
        }

        /** ASCII text in a place of fixed length. */
        public Builder addAscii(String name, int length) {
            return add(new AsciiField(name, offset, length));
        }

        /** A fixed number of bytes. */
        public Builder addBytes(String name, int length) {
            return add(new BytesField(name, offset, length));
        }

        /** The text that takes the rest; nothing may follow. */
        public Builder addText(String name) {
            add(new TextField(name, offset));
            trailingText = true;
            return this;
        }

        private void add(FlatType primitive, String name) {
            switch (primitive) {
                case LONG -> addLong(name);
                case INT -> addInt(name);
                case SHORT -> addShort(name);
                case BYTE -> addByte(name);
                case DOUBLE -> addDouble(name);
                case FLOAT -> addFloat(name);
                case BOOLEAN -> addBoolean(name);
                default -> throw new IllegalArgumentException(primitive + " is no primitive");
            }
        }

        private Builder add(FlatField field) {
            String name = field.name();
            if (!isIdentifier(name)) throw new IllegalArgumentException("\"" + name + "\" is no name for a field");
            if (trailingText)
                throw new IllegalArgumentException(
                        "field " + name + " follows a text that takes the rest of the record");
            if (field.type() != FlatType.TEXT && field.length() <= 0)
                throw new IllegalArgumentException("field " + name + " has length " + field.length());
            if (field.length() >= MAX_LENGTH - offset)
                throw new IllegalArgumentException(
                        "with field " + name + " the record has " + (offset + (long) field.length())
                                + " bytes or more; its fields of fixed length must take less than " + MAX_LENGTH);
            if (fields.put(name, field) != null) throw new IllegalArgumentException("two fields are named " + name);
            offset += field.length();
            return this;
        }

        private static boolean isIdentifier(String name) {
            return !name.isEmpty()
                    && Character.isJavaIdentifierStart(name.charAt(0))
                    && name.chars().allMatch(Character::isJavaIdentifierPart);
        }

        public FlatLayout build() {
            if (fields.isEmpty()) throw new IllegalArgumentException("a flat record has at least one field");
            return new FlatLayout(this);
        }
    }
}

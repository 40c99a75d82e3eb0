package io.headrace.exec.checkpoint;

import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.journal.ContextSettings;
import io.headrace.exec.journal.DictionaryEntry;
import io.headrace.memory.CorruptDataException;
import io.headrace.sink.BatchId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The bytes of a manifest. The header stays the same in all versions.
 *
 * <pre>
 *    0  magic     4   HRCP
 *    4  version   2
 *    6  (zero)    2
 *    8  length    4   of the body
 *   12  CRC32C    4   of bytes 0–11 and the body
 *   16  body          numbers with the highest byte first; a text is its length (2) and modified UTF-8, as the JDK writes it
 *        number 8, orderly 1, written 8
 *        incarnation 8, sequence 8, tick 8, time 8      of the last batch
 *        log id 8, position 8                            -1 without a log
 *        inputs          length 4, an ALLOC              without a log, else 0
 *        settings        length 4, bytes                 as in the log
 *        dictionary      count 4, each: length 4, a TYPE
 *        operators       count 4, each: number 4, site text, last tick 8, pane ticks 8,
 *                          kinds count 4, each: kind 1, role 1, contents 1, codecs count 4, each a text
 *        segments        count 4, each: number 8, bytes 8, entries 8, chunks 8, checksum 4
 * </pre>
 *
 * <p><b>Threading:</b> stateless.
 */
final class ManifestCodec {
    static final int VERSION = 1;
    private static final int MAGIC = 'H' | 'R' << 8 | 'C' << 16 | 'P' << 24;
    private static final int HEADER = 16;
    private static final int CHECKSUM = 12;
    private static final int USUAL_BYTES = 2 << 10;
    private static final int MOST_LISTED = 1 << 20;

    private ManifestCodec() {}

    static byte[] encode(Manifest manifest) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(USUAL_BYTES);
        try (DataOutputStream to = new DataOutputStream(all)) {
            for (int i = 0; i < HEADER; i++) to.writeByte(0);
            write(manifest, to);
        } catch (IOException e) {
            throw new UncheckedIOException("a manifest cannot be written to memory", e);
        }
        byte[] bytes = all.toByteArray();
        ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(MAGIC).putInt(VERSION).putInt(bytes.length - HEADER);
        head.putInt(CHECKSUM, checksum(bytes));
        return bytes;
    }

    private static int checksum(byte[] all) {
        CRC32C crc = new CRC32C();
        crc.update(all, 0, CHECKSUM);
        crc.update(all, HEADER, all.length - HEADER);
        return (int) crc.getValue();
    }

    private static void write(Manifest manifest, DataOutputStream to) throws IOException {
        to.writeLong(manifest.number());
        to.writeBoolean(manifest.orderly());
        to.writeLong(manifest.writtenMillis());
        to.writeLong(manifest.batch().incarnation());
        to.writeLong(manifest.batch().sequence());
        to.writeLong(manifest.tick());
        to.writeLong(manifest.timeMillis());
        to.writeLong(manifest.logId());
        to.writeLong(manifest.recoverFrom());
        writeBytes(manifest.inputs(), to);
        writeBytes(manifest.settings().encode(), to);
        to.writeInt(manifest.dictionary().size());
        for (DictionaryEntry entry : manifest.dictionary()) writeBytes(entry.encode(), to);
        to.writeInt(manifest.operators().size());
        for (OperatorRecord operator : manifest.operators()) write(operator, to);
        to.writeInt(manifest.segments().size());
        for (SegmentInfo segment : manifest.segments()) {
            to.writeLong(segment.number());
            to.writeLong(segment.bytes());
            to.writeLong(segment.entries());
            to.writeLong(segment.chunks());
            to.writeInt(segment.checksum());
        }
    }

    private static void write(OperatorRecord operator, DataOutputStream to) throws IOException {
        to.writeInt(operator.number());
        to.writeUTF(operator.site());
        to.writeLong(operator.lastTick());
        to.writeLong(operator.form().paneTicks());
        to.writeInt(operator.form().kinds().size());
        for (EntryKind kind : operator.form().kinds()) {
            to.writeByte(kind.kind());
            to.writeByte(kind.role().code());
            to.writeByte(kind.contents().code());
            to.writeInt(kind.codecs().size());
            for (String codec : kind.codecs()) to.writeUTF(codec);
        }
    }

    private static void writeBytes(byte[] bytes, DataOutputStream to) throws IOException {
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws CorruptDataException when these are other bytes
     * @throws NewerVersionException when a newer build has written them
     */
    static Manifest decode(byte[] all, String file) {
        ByteBuffer head = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        if (all.length < HEADER || head.getInt(0) != MAGIC) throw corrupt(file, "it does not begin as one");
        if (head.getInt(8) != all.length - HEADER)
            throw corrupt(file, "it has " + all.length + " bytes, and its header says " + (HEADER + head.getInt(8)));
        if (head.getInt(CHECKSUM) != checksum(all)) throw corrupt(file, "its checksum is another one");
        if (head.getInt(4) != VERSION)
            throw new NewerVersionException("manifest " + file + " has version " + head.getInt(4)
                    + "; this build reads version " + VERSION + ": was it written by a newer one?");
        try (DataInputStream from = new DataInputStream(new ByteArrayInputStream(all, HEADER, all.length - HEADER))) {
            Manifest manifest = read(from);
            if (from.available() > 0) throw corrupt(file, from.available() + " bytes stand behind its end");
            return manifest;
        } catch (IOException | RuntimeException e) {
            throw corrupt(file, String.valueOf(e.getMessage()));
        }
    }

    private static Manifest read(DataInputStream from) throws IOException {
        return new Manifest(
                from.readLong(),
                from.readBoolean(),
                from.readLong(),
                new BatchId(from.readLong(), from.readLong()),
                from.readLong(),
                from.readLong(),
                from.readLong(),
                from.readLong(),
                readBytes(from),
                ContextSettings.decode(readBytes(from)),
                readDictionary(from),
                readOperators(from),
                readSegments(from));
    }

    private static List<DictionaryEntry> readDictionary(DataInputStream from) throws IOException {
        List<DictionaryEntry> entries = new ArrayList<>();
        for (int left = count(from); left > 0; left--) entries.add(DictionaryEntry.decode(readBytes(from)));
        return entries;
    }

    private static List<OperatorRecord> readOperators(DataInputStream from) throws IOException {
        List<OperatorRecord> operators = new ArrayList<>();
        for (int left = count(from); left > 0; left--) {
            int number = from.readInt();
            String site = from.readUTF();
            long lastTick = from.readLong();
            long paneTicks = from.readLong();
            List<EntryKind> kinds = new ArrayList<>();
            for (int more = count(from); more > 0; more--) kinds.add(readKind(from));
            operators.add(new OperatorRecord(number, site, new StateForm(kinds, paneTicks), lastTick));
        }
        return operators;
    }

    private static EntryKind readKind(DataInputStream from) throws IOException {
        byte kind = from.readByte();
        EntryKind.Role role = EntryKind.Role.of(from.readByte());
        EntryKind.Contents contents = EntryKind.Contents.of(from.readByte());
        List<String> codecs = new ArrayList<>();
        for (int left = count(from); left > 0; left--) codecs.add(from.readUTF());
        return new EntryKind(kind, role, contents, codecs);
    }

    private static List<SegmentInfo> readSegments(DataInputStream from) throws IOException {
        List<SegmentInfo> segments = new ArrayList<>();
        for (int left = count(from); left > 0; left--)
            segments.add(new SegmentInfo(
                    from.readLong(), from.readLong(), from.readLong(), from.readLong(), from.readInt()));
        return segments;
    }

    private static int count(DataInputStream from) throws IOException {
        int count = from.readInt();
        if (count < 0 || count > MOST_LISTED) throw new CorruptDataException("a list of " + count);
        return count;
    }

    private static byte[] readBytes(DataInputStream from) throws IOException {
        int length = from.readInt();
        if (length < 0 || length > from.available())
            throw new CorruptDataException(length + " bytes, and " + from.available() + " are left");
        return from.readNBytes(length);
    }

    private static CorruptDataException corrupt(String file, String what) {
        return new CorruptDataException("manifest " + file + " is damaged: " + what);
    }
}

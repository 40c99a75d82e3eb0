package io.headrace.exec.files;

import io.headrace.source.RecordWriter;

/**
 * Takes the records of one file: each block says which file it is of, and so do rejects.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FileWriter implements RecordWriter {
    private final RecordWriter out;
    private final FilePosition position;
    private final String file;
    private String reason = "";
    private String told = "";

    /** @param position set to the file's */
    FileWriter(RecordWriter out, FilePosition position, String file) {
        this.out = out;
        this.position = position;
        this.file = file;
    }

    @Override
    public int append(long address, int length) {
        int answer = out.append(address, length);
        if (answer == APPENDED) out.position(position.address(), FilePosition.LENGTH);
        return answer;
    }

    @Override
    public int maxRecordLength() {
        return out.maxRecordLength();
    }

    @Override
    public void reject(String why, long address, int available, long length) {
        if (!why.equals(reason)) told = why + ", in " + file;
        reason = why;
        out.reject(told, address, available, length);
    }

    @Override
    public void position(long address, int length) {
        throw new IllegalStateException("a file's records have the file's position");
    }

    @Override
    public void seal() {
        out.seal();
    }
}

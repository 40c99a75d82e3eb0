package io.headrace.source;

/** Takes everything and keeps nothing. */
final class NothingWriter implements RecordWriter {
    long records;
    long rejects;

    @Override
    public int append(long address, int length) {
        records++;
        return APPENDED;
    }

    @Override
    public int maxRecordLength() {
        return 1 << 16;
    }

    @Override
    public void reject(String reason, long address, int available, long length) {
        rejects++;
    }

    @Override
    public void position(long address, int length) {}

    @Override
    public void seal() {}
}

package io.headrace.examples.guide;

import io.headrace.StorageLevel;
import io.headrace.receiver.Receiver;
import java.util.List;

/** A snippet of the guide: a receiver. */
// tag::receiver
final class Lines extends Receiver<String> {
    private static final long serialVersionUID = 1;

    Lines() {
        super(StorageLevel.MEMORY_AND_DISK_SER);
    }

    @Override
    public void onStart() {
        Thread thread = new Thread(this::receive, "lines");
        thread.setDaemon(true);
        thread.start();
    }

    private void receive() {
        try {
            for (int i = 0; !isStopped(); i++) store(List.of("line " + i, "another")); // returns when they are safe
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // told to end
        }
    }

    @Override
    public void onStop() {}
}
// end::receiver

package io.headrace.console;

import io.headrace.Inspection;
import io.headrace.exec.counters.ErrorsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * What went wrong: errors with their counts, records that were not taken, records that were set aside.
 *
 * <p><b>Threading:</b> stateless.
 */
final class ErrorsJson {
    private static final int MOST_RECORDS = 50;
    private static final int MOST_TEXT = 500;

    private ErrorsJson() {}

    static String of(Inspection running) throws IOException {
        Json json = new Json().object().name("errors").array();
        long others = 0;
        if (Files.exists(running.errors())) { // without a directory it goes with its context
            ErrorsReader errors = ErrorsReader.read(running.errors());
            others = errors.others();
            for (ErrorsReader.Entry error : errors.entries()) {
                json.object()
                        .field("where", error.where())
                        .field("what", error.what())
                        .field("count", error.count())
                        .field("first", error.first().toEpochMilli())
                        .field("last", error.last().toEpochMilli())
                        .endObject();
            }
        }
        json.endArray().field("others", others);
        json.name("rejects").array();
        latest(running.rejects()).forEach(reject -> json.value(cut(reject.toString())));
        json.endArray().name("deadLetters").array();
        latest(running.deadLetters()).forEach(letter -> json.value(cut(letter.toString())));
        return json.endArray().endObject().toString();
    }

    private static <T> List<T> latest(List<T> all) {
        return all.subList(Math.max(0, all.size() - MOST_RECORDS), all.size());
    }

    private static String cut(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
    }
}

package io.headrace.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One command line, run in this JVM: its exit code and what it printed. */
record Captured(int code, String out, String err) {
    static Captured run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Headrace.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Captured(code, out.toString(), err.toString());
    }
}

package io.headrace.architecture.api;

import io.headrace.architecture.api.ApiMembers.Member;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.IClassCoverage;
import org.jacoco.core.analysis.IMethodCoverage;
import org.jacoco.core.tools.ExecFileLoader;

/**
 * Which members have run while the floors were tested, as JaCoCo has seen it.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Executed {
    private final Set<String> run = new HashSet<>();
    private final Set<String> missed = new HashSet<>();

    /**
     * @param recordings what JaCoCo's agent wrote
     * @param classes directories of the same class files
     */
    Executed(List<Path> recordings, List<Path> classes) {
        ExecFileLoader loader = new ExecFileLoader();
        try {
            for (Path recording : recordings) loader.load(recording.toFile());
            Analyzer analyzer = new Analyzer(loader.getExecutionDataStore(), this::add);
            for (Path root : classes)
                analyzer.analyzeAll(new File(root.resolve("io/headrace").toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(IClassCoverage type) {
        if (type.isNoMatch()) return; // recorded of another build of the class: that tells nothing
        for (IMethodCoverage method : type.getMethods()) {
            String key = type.getName() + "." + method.getName() + method.getDesc();
            if (method.getInstructionCounter().getCoveredCount() > 0) run.add(key);
            else missed.add(key);
        }
    }

    /** Whether its code has never run. What has no code, as in interfaces, cannot be missed; JaCoCo leaves out what compilers generate. */
    boolean hasMissed(Member member) {
        return missed.contains(member.owner().getName().replace('.', '/') + "." + member.name() + member.descriptor());
    }

    boolean isEmpty() {
        return run.isEmpty();
    }
}

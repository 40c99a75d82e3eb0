package io.headrace.exec.checkpoint;

import io.headrace.exec.eval.StateForm;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The forms of operators by their numbers. <b>Threading:</b> stateless. */
final class Forms {
    private Forms() {}

    static Map<Integer, StateForm> of(List<OperatorRecord> operators) {
        Map<Integer, StateForm> forms = new TreeMap<>();
        for (OperatorRecord operator : operators) forms.put(operator.number(), operator.form());
        return forms;
    }
}

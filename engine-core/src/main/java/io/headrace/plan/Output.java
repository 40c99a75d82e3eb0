package io.headrace.plan;

import io.headrace.function.VoidFunction2;

/**
 * What is done with each batch of a stream: a reason for everything it depends on to be computed.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param id counts the outputs of a program in the order in which they were written
 * @param body is given the dataset of the batch (an {@code Rdd} of the API) and the batch's time in milliseconds
 */
public record Output(int id, String word, Node node, VoidFunction2<Object, Long> body, CallSite site) {
    @Override
    public String toString() {
        return "output " + id + ": " + word + " of #" + node.id() + " at " + site;
    }
}

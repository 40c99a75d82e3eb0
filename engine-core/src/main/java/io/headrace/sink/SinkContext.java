package io.headrace.sink;

/**
 * What a sink is told when it is opened.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param contextName the name of the streaming context
 * @param output the output in words, for messages: its number and where it was written
 * @param survivesPowerCut whether what is committed must have reached the disk: else it need survive the death of the process only
 */
public record SinkContext(String contextName, String output, boolean survivesPowerCut) {}

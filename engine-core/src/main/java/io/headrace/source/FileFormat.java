package io.headrace.source;

import java.io.Serializable;

/**
 * How the records of a file lie in it.
 *
 * <p><b>Threading:</b> immutable.
 */
public sealed interface FileFormat extends Serializable {
    /** Lines of UTF-8 text, as those of {@link SocketLines}. */
    record Lines() implements FileFormat {
        private static final long serialVersionUID = 1;
    }

    /** Records of one length. */
    record Fixed(int length) implements FileFormat {
        private static final long serialVersionUID = 1;

        public Fixed {
            if (length < 1)
                throw new IllegalArgumentException("records of " + length + " bytes; give a length of 1 or more");
        }
    }

    /** What a function of the user makes of the file. */
    record Objects(FileReader<?> reader) implements FileFormat {
        private static final long serialVersionUID = 1;
    }
}

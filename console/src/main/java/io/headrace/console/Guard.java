package io.headrace.console;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests are heard. A page of somebody else, open in a browser that can reach the console, must not read it:
 *
 * <ul>
 *   <li><i>Host</i>: a name that an attacker's server resolves to this machine is none of ours, so it is refused; addresses and the names
 *       that were configured are taken;
 *   <li><i>Origin</i>, <i>Sec-Fetch-Site</i>: who asks from another site is refused;
 *   <li>method: there is nothing to change, so only looks are taken, and one login.
 * </ul>
 *
 * <p><b>Threading:</b> immutable.
 */
final class Guard {
    static final String LOGIN = "/login";

    private final boolean isLocal;
    private final Set<String> names = new TreeSet<>();

    /**
     * Guards a console.
     *
     * @param isLocal whether only this machine reaches it
     * @param hosts more names that it is known by
     */
    Guard(boolean isLocal, List<String> hosts) {
        this.isLocal = isLocal;
        names.add("localhost");
        for (String host : hosts) names.add(host.toLowerCase(Locale.ROOT));
    }

    /** What is needed of a request. */
    record Asked(
            String method,
            String path,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String fetchSite) {}

    /** Why the request is not heard; null when it is. */
    @Nullable
    Answer refusal(Asked asked) {
        if (!isMethodKnown(asked))
            return Answer.refused(405, asked.method() + " is not taken: the console only shows, it changes nothing");
        String host = asked.host();
        if (host == null || !isOurs(host))
            return Answer.refused(
                    421,
                    "the host " + (host == null ? "is missing" : "\"" + printable(host) + "\" is not known here")
                            + ": use an address of this machine, or name the host in headrace.console.hosts");
        String origin = asked.origin();
        if (origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host))
            return Answer.refused(403, "a page of " + printable(origin) + " may not ask");
        String site = asked.fetchSite();
        boolean isPage = asked.path().equals("/") || asked.path().equals(LOGIN);
        if ("cross-site".equals(site) && !isPage) return Answer.refused(403, "a page of another site may not ask");
        return null;
    }

    private static boolean isMethodKnown(Asked asked) {
        return switch (asked.method()) {
            case "GET", "HEAD" -> true;
            case "POST" -> asked.path().equals(LOGIN);
            default -> false;
        };
    }

    private boolean isOurs(String host) {
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        if (names.contains(name)) return true;
        return isAddress(name) && (!isLocal || isLoopback(name));
    }

    /** {@code name:8080}, {@code [::1]:8080}. */
    private static String withoutPort(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(0, end + 1);
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    /** Four numbers, or what stands in brackets; anything else is a name, and is not looked up. */
    private static boolean isAddress(String name) {
        if (name.startsWith("[") && name.endsWith("]")) return name.matches("\\[[0-9a-f:.]+\\]");
        return name.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress(); // a literal: nothing is asked of a name server
        } catch (UnknownHostException e) {
            return false; // 999.1.1.1
        }
    }

    private static String printable(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() <= 200 ? clean : clean.substring(0, 200) + "...";
    }
}

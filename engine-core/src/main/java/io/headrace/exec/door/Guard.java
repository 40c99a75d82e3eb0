package io.headrace.exec.door;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests a server of ours hears. A page of somebody else, open in a browser that can reach it, must not read it:
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
public final class Guard {
    private static final String FRONT_PAGE = "/";

    private final boolean isLocal;
    private final String hostsSetting;
    private final @Nullable String login;
    private final Set<String> names = new TreeSet<>();

    /**
     * Guards a server.
     *
     * @param isLocal whether only this machine reaches it
     * @param hosts more names that it is known by
     * @param hostsSetting where such names are given, for the refusal
     * @param login the path that takes the one form there is; null when there is none
     */
    public Guard(boolean isLocal, List<String> hosts, String hostsSetting, @Nullable String login) {
        this.isLocal = isLocal;
        this.hostsSetting = hostsSetting;
        this.login = login;
        names.add("localhost");
        for (String host : hosts) names.add(host.toLowerCase(Locale.ROOT));
    }

    /** What is needed of a request. */
    public record Asked(
            String method,
            String path,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String fetchSite) {}

    /** Why the request is not heard; null when it is. */
    public @Nullable Answer refusal(Asked asked) {
        if (!isMethodKnown(asked))
            return Answer.refused(
                    405, asked.method() + " is not taken: there is nothing to change here, only to look at");
        String host = asked.host();
        if (host == null || !isOurs(host))
            return Answer.refused(
                    421,
                    "the host " + (host == null ? "is missing" : "\"" + printable(host) + "\" is not known here")
                            + ": use an address of this machine, or name the host in " + hostsSetting);
        String origin = asked.origin();
        if (origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host))
            return Answer.refused(403, "a page of " + printable(origin) + " may not ask");
        String site = asked.fetchSite();
        boolean isPage = asked.path().equals(FRONT_PAGE) || asked.path().equals(login);
        if ("cross-site".equals(site) && !isPage) return Answer.refused(403, "a page of another site may not ask");
        return null;
    }

    private boolean isMethodKnown(Asked asked) {
        return switch (asked.method()) {
            case "GET", "HEAD" -> true;
            case "POST" -> asked.path().equals(login);
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

package io.headrace.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's page in Chromium, as people and screen readers meet it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ConsolePageTest {
    private static final Path CHROMIUM = Path.of(System.getProperty("headrace.test.chromium", "/usr/bin/chromium"));
    private static final Path PICTURES = Path.of(System.getProperty("headrace.root", "../.."), "docs", "console");
    private static final int MOST_PICTURE_BYTES = 200_000;
    private static final boolean TAKES_PICTURES = Boolean.getBoolean("headrace.docs.write");

    /** Pictures show a shop that is busy; what is asserted needs none. */
    private static final int CUSTOMERS = TAKES_PICTURES ? 5_000 : 500;

    private static final int ORDERS_PER_SECOND = 4 * CUSTOMERS;
    private static final int MOST_TABS = 80;

    @TempDir
    private static Path directory;

    private static ShopProgram shop;
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // by open
    private BrowserContext session;

    @SuppressWarnings("NullAway.Init") // by open
    private Page page;

    @BeforeAll
    static void start() throws IOException {
        int lost;
        try (ServerSocket nobody = new ServerSocket(0)) {
            lost = nobody.getLocalPort();
        }
        shop = new ShopProgram(directory, ORDERS_PER_SECOND, CUSTOMERS, lost);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox"))); // who builds in a container is root
    }

    @AfterAll
    static void stop() {
        if (playwright != null) playwright.close();
        shop.close();
    }

    @AfterEach
    void closePage() {
        if (session != null) session.close();
    }

    private Page open(int width, int height, ColorScheme scheme) {
        session = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
        page = session.newPage();
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.onPageError(complaints::add);
        page.onDialog(dialog -> complaints.add("a dialog: " + dialog.message()));
        page.onRequest(request -> asked.add(request.url()));
        page.navigate(shop.uri().toString());
        page.waitForSelector("body[data-drawn]");
        return page;
    }

    private Page openDesktop() {
        return open(1280, 860, ColorScheme.LIGHT);
    }

    /** Waits for the frame after the next: it was made after this call. */
    private void nextFrame() {
        page.waitForFunction(
                "frame => Number(document.body.dataset.drawn) >= frame + 2",
                Integer.parseInt(page.getAttribute("body", "data-drawn")));
    }

    private static long counted(CounterId id, int instance) throws IOException {
        return CountersReader.open(shop.counters()).value(id, instance).orElseThrow();
    }

    private long figure(String term) {
        Locator value = page.locator("#figures div", new Page.LocatorOptions().setHasText(term))
                .locator(".value")
                .first();
        return Long.parseLong(value.textContent().replace(",", ""));
    }

    @SuppressWarnings("unchecked") // the scripts answer with lists of texts
    private List<String> ask(String script) {
        return (List<String>) page.evaluate(script);
    }

    @Test
    void shouldShowWhatTheCountersSay() throws IOException {
        openDesktop();
        long records = counted(CounterId.RECORDS_PROCESSED, 0);
        long batches = counted(CounterId.BATCHES_COMPLETED, 0);
        long received = counted(CounterId.RECORDS_RECEIVED, 0);
        nextFrame();
        page.click("#pause");
        assertThat(figure("Records")).isBetween(records, counted(CounterId.RECORDS_PROCESSED, 0));
        assertThat(figure("Batches")).isBetween(batches, counted(CounterId.BATCHES_COMPLETED, 0));
        String inAll = page.locator("#input-list tbody tr")
                .first()
                .locator("td[data-label='In all']")
                .textContent();
        assertThat(Long.parseLong(inAll.replace(",", ""))).isBetween(received, counted(CounterId.RECORDS_RECEIVED, 0));
        String keys = page.locator("#state-list tbody tr", new Page.LocatorOptions().setHasText("spent by customer"))
                .locator("td[data-label='Keys']")
                .textContent();
        assertThat(Long.parseLong(keys.replace(",", ""))).isEqualTo(CUSTOMERS);
        assertThat(page.locator("#stage-list tbody tr").count()).isEqualTo(8);
        assertThat(page.textContent("#input-list")).contains("orders", "Connection refused", "waiting");
        assertThat(page.textContent("#health")).contains("An input is lost");
    }

    /** The sentence for a program, and a frame that is well but for the fields that are given. */
    private String health(String fields) {
        return (String) page.evaluate("""
                async () => {
                  const { health } = await import("/health.js");
                  const program = { interval: 10, behindAfter: 1000, stages: [{ label: "countByValue at Orders.main" }] };
                  const point = { schedulingMiddle: 0, schedulingMost: 1, processingMiddle: 1, processingMost: 2, batches: 9 };
                  const frame = { point, counts: { waiting: 0 }, inputs: [], stages: [{ share: 1 }], slowOutputs: [] };
                  return health(program, Object.assign(frame, %s)).words;
                }
                """.formatted(fields));
    }

    @Test
    void shouldSayFirstWhatIsWrong() {
        openDesktop();
        assertThat(health("{}")).startsWith("Keeping up: a batch takes 1.00 ms of its 10 ms");
        assertThat(health("{ counts: { waiting: 640 }, point: { schedulingMost: 3200, batches: 9 } }"))
                .startsWith("Falling behind: batches wait 3.20 s for their turn, 640 wait now.")
                .contains("countByValue");
        assertThat(health("{ counts: { waiting: 640 }, point: { schedulingMost: null, batches: 0 } }"))
                .startsWith("Falling behind: 640 wait now.");
        assertThat(health("{ counts: { waiting: 2, response: 2 } }"))
                .contains("2 wait now. The outputs of late batches are joined.");
        assertThat(health("{ counts: { waiting: 2, response: 3 } }"))
                .contains("2 wait now. Inputs that may drop records do so.");
        assertThat(health("{ counts: { waiting: 64 }, slowOutputs: [{ label: 'foreachRDD at X', millis: 12345 }] }"))
                .isEqualTo("An output is slow: foreachRDD at X has had its batch for 12.3 s, and 64 wait.");
        assertThat(complaints).isEmpty();
    }

    @Test
    void shouldAskNothingFromElsewhereAndRunNoCodeOfTheProgram() {
        openDesktop();
        nextFrame();
        page.click("text=All threads of the process");
        page.click("#settings-all");
        assertThat(page.textContent("#input-list")).contains("<img src=x onerror=alert(1)> returns");
        assertThat(asked).isNotEmpty().allMatch(url -> url.startsWith(shop.uri().toString()));
        assertThat(complaints).isEmpty();
    }

    @Test
    void shouldGiveItsPartsOfABatchToTheKeyboardAlone() {
        openDesktop();
        page.keyboard().press("Tab");
        assertThat(focused("e => e.className")).isEqualTo("skip");
        page.keyboard().press("Enter");
        assertThat(focused("e => e.id")).isEqualTo("main");
        int tabs = 0;
        while (!focused("e => e.className").equals("open") && tabs++ < MOST_TABS)
            page.keyboard().press("Tab");
        String chosen = focused("e => e.getAttribute('aria-label')");
        assertThat(chosen).startsWith("Batch ");
        nextFrame();
        assertThat(focused("e => e.getAttribute('aria-label')"))
                .as("the list holds still while one is in it")
                .isEqualTo(chosen);
        page.keyboard().press("Enter");
        page.waitForSelector("#batch .parts");
        assertThat(focused("e => e.id")).isEqualTo("batch");
        assertThat(chosen).startsWith(page.textContent("#batch h3").substring(0, "Batch 1-1".length()));
        assertThat(page.textContent("#batch .parts")).contains("spent by customer", "foreachRDD");
        page.keyboard().press("Escape");
        page.waitForSelector("#batch .empty");
        assertThat(focused("e => e.tagName")).isEqualTo("BUTTON");
    }

    private String focused(String question) {
        return String.valueOf(page.evaluate("(" + question + ")(document.activeElement)"));
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void shouldBeReadableInItsColours(ColorScheme scheme) {
        open(1280, 860, scheme);
        nextFrame();
        page.click("#show-slowest");
        page.locator("#batch-list button.open").first().click();
        page.waitForSelector("#batch .parts");
        page.click("#settings-all");
        assertThat(ask(Accessibility.WEAK_CONTRAST)).isEmpty();
        String before = String.valueOf(page.evaluate("getComputedStyle(document.body).backgroundColor"));
        page.click("#theme");
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isNotEqualTo(before);
        assertThat(ask(Accessibility.WEAK_CONTRAST)).as("in the other colours").isEmpty();
        page.reload();
        page.waitForSelector("body[data-drawn]");
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .as("the choice stays")
                .isNotEqualTo(before);
    }

    @Test
    void shouldNameEverythingForAScreenReader() {
        openDesktop();
        nextFrame();
        page.locator("#batch-list button.open").first().click();
        page.waitForSelector("#batch .parts");
        page.locator("figure summary").first().click();
        assertThat(ask(Accessibility.WRONG)).isEmpty();
        assertThat(page.getAttribute("#chart-processing .plot", "aria-label"))
                .contains("What a batch takes", "median", "ms");
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 390, 768})
    void shouldFitSmallScreens(int width) {
        open(width, 844, ColorScheme.LIGHT);
        nextFrame();
        page.locator("#batch-list button.open").first().click();
        page.waitForSelector("#batch .parts");
        page.click("text=All threads of the process");
        page.click("#settings-all");
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
        assertThat(ask(Accessibility.TOO_SMALL)).isEmpty();
        assertThat(ask(Accessibility.WRONG)).isEmpty();
    }

    @Test
    void shouldHoldStillWhenAsked() {
        openDesktop();
        page.click("#pause");
        String drawn = page.getAttribute("body", "data-drawn");
        page.waitForFunction("frame => Number(document.body.dataset.frame) >= frame + 2", Integer.parseInt(drawn));
        assertThat(page.getAttribute("body", "data-drawn")).isEqualTo(drawn);
        page.click("#pause");
        assertThat(page.getAttribute("body", "data-drawn")).isNotEqualTo(drawn);
    }

    /** With {@code -Dheadrace.docs.write=true} they are taken anew. */
    @Test
    void shouldHavePicturesOfThePage() throws IOException {
        if (TAKES_PICTURES) {
            Files.createDirectories(PICTURES);
            takePictures();
        }
        for (String name : List.of("light", "dark", "batch", "phone"))
            assertThat(Files.size(PICTURES.resolve(name + ".png"))).isBetween(1_000L, (long) MOST_PICTURE_BYTES);
    }

    private void takePictures() {
        open(1280, 900, ColorScheme.LIGHT);
        page.waitForFunction("() => Number(document.body.dataset.drawn) >= 60", null, patient());
        take("light");
        page.click("#show-slowest");
        page.locator("#batch-list button.open").first().click();
        page.waitForSelector("#batch .parts");
        scrollTo("batches");
        take("batch");
        session.close();
        open(1280, 900, ColorScheme.DARK);
        nextFrame();
        take("dark");
        session.close();
        open(390, 844, ColorScheme.LIGHT);
        nextFrame();
        take("phone");
    }

    private static Page.WaitForFunctionOptions patient() {
        return new Page.WaitForFunctionOptions().setTimeout(90_000);
    }

    private void scrollTo(String id) {
        page.evaluate(
                "id => { document.documentElement.style.scrollBehavior = 'auto';"
                        + " document.getElementById(id).scrollIntoView(); }",
                id);
    }

    private void take(String name) {
        page.mouse().move(0, 0);
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }
}

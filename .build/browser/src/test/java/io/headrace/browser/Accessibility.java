package io.headrace.browser;

/** Questions to a page, in its own language: each answers with what is wrong. */
final class Accessibility {
    /** Texts whose contrast to what lies behind them is below 4.5 (WCAG AA). */
    static final String WEAK_CONTRAST = """
        () => {
          const parse = (text) => {
            const parts = text.match(/[\\d.]+/g).map(Number);
            return parts.length === 3 ? [...parts, 1] : parts;
          };
          const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
          const behind = (node) => {
            const layers = [];
            for (let n = node; n; n = n.parentElement) {
              const color = parse(getComputedStyle(n).backgroundColor);
              if (color[3] > 0) layers.push(color);
              if (color[3] === 1) break;
            }
            return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
          };
          const light = (color) => {
            const part = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
            return 0.2126 * part(color[0]) + 0.7152 * part(color[1]) + 0.0722 * part(color[2]);
          };
          const weak = [];
          for (const node of document.querySelectorAll("body *")) {
            const own = [...node.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim());
            if (!own || !node.checkVisibility() || node.closest(".unseen, noscript")) continue;
            const back = behind(node);
            const front = over(parse(getComputedStyle(node).color), back);
            const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
            const contrast = (a + 0.05) / (b + 0.05);
            if (contrast < 4.5) weak.push(node.tagName + " '" + node.textContent.trim().substring(0, 30) + "' " + contrast.toFixed(2));
          }
          return weak;
        }
        """;

    /** What a screen reader could not name or find its way through. */
    static final String WRONG = """
        () => {
          const wrong = [];
          const name = (node) => (node.getAttribute("aria-label") || node.textContent || "").trim();
          if (!document.documentElement.lang) wrong.push("the page has no language");
          if (document.querySelectorAll("main").length !== 1) wrong.push("not one main");
          if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
          for (const node of document.querySelectorAll("button, a[href], summary, [role=img], [role=region], [role=group], nav"))
            if (!node.hidden && !name(node) && !node.getAttribute("aria-labelledby")) wrong.push("no name: " + node.outerHTML.substring(0, 80));
          for (const table of document.querySelectorAll("table"))
            if (!table.caption || !table.caption.textContent.trim()) wrong.push("a table without caption: " + table.id);
          for (const head of document.querySelectorAll("th"))
            if (!head.scope) wrong.push("a th without scope: " + head.textContent);
          for (const plot of document.querySelectorAll("canvas"))
            if (!plot.closest("[role=img][aria-label]")) wrong.push("a picture without words");
          let level = 1;
          for (const head of document.querySelectorAll("h1, h2, h3")) {
            const now = Number(head.tagName[1]);
            if (now > level + 1) wrong.push("a heading is left out before " + head.textContent);
            level = now;
          }
          const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
          ids.filter((id, i) => ids.indexOf(id) !== i).forEach((id) => wrong.push("twice: " + id));
          for (const attribute of ["aria-labelledby", "aria-controls", "for"])
            for (const node of document.querySelectorAll("[" + attribute + "]"))
              if (!document.getElementById(node.getAttribute(attribute))) wrong.push(attribute + " leads nowhere: " + node.id);
          for (const link of document.querySelectorAll("nav a"))
            if (!document.querySelector(link.getAttribute("href"))) wrong.push("leads nowhere: " + link.textContent);
          for (const box of document.querySelectorAll("*")) {
            const style = getComputedStyle(box);
            const scrolls = /auto|scroll/.test(style.overflowY) && box.scrollHeight > box.clientHeight + 1;
            if (scrolls && box.tabIndex < 0 && box !== document.documentElement && box !== document.body)
              wrong.push("scrolls, and no key gets there: " + box.className);
          }
          return wrong;
        }
        """;

    /** What a finger misses: below 24 pixels (WCAG 2.5.8). */
    static final String TOO_SMALL = """
        () => [...document.querySelectorAll("button, nav a, summary")]
          .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 24)
          .map((node) => node.textContent.trim() + " " + node.getBoundingClientRect().height)
        """;

    private Accessibility() {}
}

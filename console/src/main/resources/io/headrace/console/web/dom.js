// The page is made of nodes and texts only: nothing that comes from the program is ever read as HTML.

export const $ = (id) => document.getElementById(id);

export function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.substring(2), value);
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Touches a text only when it is another one: what does not change does not flicker. */
export function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

/** A share as a bar, which the number beside it says as well. */
export function bar(share, tone) {
  const fill = el("span", { class: "fill" + (tone ? " " + tone : "") });
  fill.style.width = Math.max(0, Math.min(1, share || 0)) * 100 + "%";
  return el("span", { class: "bar", "aria-hidden": "true" }, fill);
}

/** Buttons of which one is pressed. */
export function choice(buttons, chosen) {
  buttons.forEach((button, index) =>
    button.addEventListener("click", () => {
      buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      chosen(index);
    }),
  );
}

/**
 * A table whose rows are kept and filled anew. A column is {label, kind, cell}: cell gives a text, or nodes where the kind is "node";
 * these are made again only when what `key` says of them changes.
 */
export class Table {
  constructor(table, caption, columns, none) {
    this.columns = columns;
    this.rows = new Map();
    this.none = none;
    table.setAttribute("role", "table"); // on a phone it is laid out as a list, and stays a table for who listens
    const head = el("tr", { role: "row" });
    for (const column of columns)
      head.append(el("th", { scope: "col", role: "columnheader", class: column.kind || "" }, column.label));
    this.body = el("tbody", { role: "rowgroup" });
    table.append(
      el("caption", { class: "unseen" }, caption),
      el("thead", { role: "rowgroup" }, head),
      this.body,
    );
  }

  update(items, keyOf) {
    const before = this.rows;
    this.rows = new Map();
    let place = 0;
    for (const item of items) {
      const key = keyOf(item);
      const row = before.get(key) || this.row();
      before.delete(key);
      this.rows.set(key, row);
      this.fill(row, item);
      const there = this.body.children[place];
      if (there !== row.node) this.body.insertBefore(row.node, there || null);
      place++;
    }
    for (const gone of before.values()) gone.node.remove();
    this.sayNone(items.length === 0);
  }

  row() {
    const node = el("tr", { role: "row" });
    const cells = this.columns.map((column) => {
      const cell = el("td", { role: "cell", class: column.kind || "", "data-label": column.label });
      node.append(cell);
      return { node: cell, shown: null };
    });
    return { node, cells };
  }

  fill(row, item) {
    this.columns.forEach((column, index) => {
      const cell = row.cells[index];
      const given = column.cell(item);
      if (Array.isArray(given)) {
        const key = column.key ? column.key(item) : given.map((part) => part.textContent || part).join("|");
        if (cell.shown === key) return;
        cell.shown = key;
        cell.node.replaceChildren(...given);
      } else {
        text(cell.node, given);
      }
    });
  }

  sayNone(isEmpty) {
    if (isEmpty && !this.empty) {
      this.empty = el("tr", { role: "row", class: "none" },
        el("td", { role: "cell", colspan: String(this.columns.length) }, this.none));
      this.body.append(this.empty);
    } else if (!isEmpty && this.empty) {
      this.empty.remove();
      this.empty = null;
    }
  }
}

/** Terms and what they are, filled anew. */
export class Facts {
  constructor(list) {
    this.list = list;
    this.known = new Map();
  }

  set(term, value, note, tone) {
    let entry = this.known.get(term);
    if (!entry) {
      entry = { value: el("span", { class: "value" }), note: el("span", { class: "note" }) };
      entry.box = el("div", {}, el("dt", {}, term), el("dd", {}, entry.value, entry.note));
      this.list.append(entry.box);
      this.known.set(term, entry);
    }
    text(entry.value, value);
    text(entry.note, note || "");
    entry.box.className = tone || "";
  }
}

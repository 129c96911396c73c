// The indexes, which of them every notebook of this server uses, and what can be done with each.

import { button, checkbox, fill, h, prose } from "./dom.js";

const EDITABLE = new Set(["user", "site"]);

/** Make the table; `draw` shows the state of `app`. */
export function indexTable(app) {
  const body = h("tbody");
  const below = h("div");
  const summary = h("p");
  const only = checkbox("Without the default index", { onchange: () => app.activate({ only: only.box.checked }) });
  const strict = checkbox("Refuse what leads past these indexes", { onchange: () => app.activate({ strict: strict.box.checked }) });
  const back = button("Use what the administrator has configured", () => app.activate({ names: null }), { key: "back" });
  const none = button("Use none", () => app.activate({ names: [] }), { key: "none" });
  const heads = ["Index", "In use", "State", "Credential", "Actions"].map((text) => h("th", { scope: "col" }, text));
  const head = h("thead", {}, h("tr", {}, heads));
  const add = button("Add an index", () => app.openEdit(null), { kind: "primary", key: "add" });
  const testAll = button("Test all", () => app.test([]), { key: "test-all" });
  const element = h(
    "div",
    {},
    summary,
    h("table", {}, h("caption", { class: "away" }, "Indexes"), head, body),
    h("div", { class: "options" }, only.element, strict.element),
    h("div", { class: "actions" }, add, testAll, back, none),
    below,
  );

  function draw() {
    const { names, unusable } = app.active;
    summary.replaceChildren(...inUse(app.active));
    summary.className = unusable ? "failed" : "";
    none.hidden = !unusable;
    only.box.checked = app.active.only;
    strict.box.checked = app.active.strict;
    only.box.disabled = strict.box.disabled = names.length === 0;
    back.hidden = !app.active.chosen;
    fill(body, app.indexes.map(row));
  }

  function row({ index, credential }) {
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, index.name, h("code", {}, index.url), h("span", { class: "hint" }, index.source)),
      h("td", { "data-label": "In use" }, use(index)),
      h("td", { "data-label": "State" }, state(app.health.get(index.url))),
      h("td", { "data-label": "Credential" }, credential),
      h("td", {}, h("div", { class: "actions" }, actions(index))),
    );
  }

  function use(index) {
    if (index.layer === "discovered" || (index.layer === "built-in" && index.default)) {
      return "—";
    }
    const { names } = app.active;
    const at = names.indexOf(index.name);
    const others = names.filter((name) => name !== index.name);
    const box = checkbox(at < 0 ? "" : `${at + 1}.`, { checked: at >= 0, onchange: () => app.activate({ names: at < 0 ? [...names, index.name] : others }) });
    box.box.setAttribute("aria-label", `Use ${index.name}`);
    box.box.dataset.key = `use-${index.name}`;
    const sooner = at > 0 && button("↑", () => app.activate({ names: [...others.slice(0, at - 1), index.name, ...others.slice(at - 1)] }), { name: `Ask ${index.name} sooner`, kind: "small" });
    return [box.element, sooner];
  }

  function actions(index) {
    const act = (text, what, kind = "") => button(text, what, { name: `${text} ${index.name}`, kind: `${kind} small`.trim() });
    return [
      act("Test", () => app.test([index.name])),
      !index.url.startsWith("file:") && app.knows(index.name) && EDITABLE.has(index.layer) && act("Log in", () => app.openLogin(index.name)),
      EDITABLE.has(index.layer) && act("Edit", () => app.openEdit(index.name)),
      index.layer === "user" && act("Remove", () => confirmRemoval(index), "danger"),
    ].filter(Boolean);
  }

  function confirmRemoval(index) {
    const putAway = () => {
      below.replaceChildren();
      focus(index.name);
    };
    const yes = button(`Remove ${index.name}`, () => app.remove(index.name).then(putAway), { kind: "danger" });
    const no = button("Keep it", putAway);
    below.replaceChildren(h("div", { class: "card", role: "group", "aria-label": `Remove ${index.name}?` }, h("p", {}, `Remove ${index.name} (${index.url})? Its secret stays where it is kept.`), h("div", { class: "actions" }, yes, no)));
    no.focus();
  }

  function focus(name) {
    (body.querySelector(`[data-key="${CSS.escape(`use-${name}`)}"]`) ?? add).focus();
  }

  return { element, below, draw, focus };
}

/** Say in one sentence what is in use, or why nothing can be. */
function inUse({ names, only, unusable }) {
  if (unusable) {
    return [h("span", { "aria-hidden": "true" }, "✗ "), "New notebooks and terminals are refused every name: ", ...prose(unusable), " Choose what they are to use."];
  }
  if (names.length === 0) {
    return ["No index is in use for this server."];
  }
  return [`In use: ${names.join(", ")}${only ? ", and no other" : ", then the default index"}`];
}

function state(health) {
  if (!health) {
    return null;
  }
  if (!health.ok) {
    return h("span", { class: "failed" }, h("span", { "aria-hidden": "true" }, "✗ "), health.error.what);
  }
  const facts = [health.protocol, health.projects === null ? "" : `${health.projects.toLocaleString()} projects`, `${Math.round(health.latency * 1000)} ms`];
  return h("span", { class: "done" }, h("span", { "aria-hidden": "true" }, "✓ "), facts.filter(Boolean).join(", "));
}

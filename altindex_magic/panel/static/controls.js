// The controls that every section is made of, each with a name that is read aloud.

import { breakable, freshId, h } from "./dom.js";

/**
 * Make a button that says what it does; `name` is read aloud where the text alone is not enough. One that is
 * `disabled` does nothing, but keeps the focus that it may have.
 */
export function button(text, onclick, { name, kind = "", key, disabled = false } = {}) {
  const facts = { type: "button", class: kind, "aria-label": name, "data-key": key ?? name };
  return h("button", disabled ? { ...facts, "aria-disabled": "true" } : { ...facts, onclick }, text);
}

/** Make the button that sends its form. */
export function submit(text) {
  return h("button", { type: "submit", class: "primary", "data-key": "submit" }, text);
}

/**
 * Make a button called `name` that asks once more, in place, before something is taken away. `question.about` tells
 * over redraws which one has asked; `line` shows what is about to be done, `act` does it, `draw` draws the buttons
 * anew. The focus goes to the answer that does nothing, and after the deed to the control whose key is `next`.
 */
export function askingButton(question, name, { text, keep, line, act, draw, next }) {
  const answer = (about, action = () => {}) => () => {
    question.about = about;
    action();
    draw();
  };
  if (question.about !== name) {
    return button(text, answer(name, line), { name, kind: "quiet" });
  }
  const really = `Really ${name[0].toLowerCase()}${name.slice(1)}`;
  return [
    button(text, answer(null, act), { name: really, kind: "danger", key: next }),
    button(keep[0], answer(null), { name: keep[1], key: name }),
  ];
}

/** Make the button that removes `what`, once it was asked for again. */
export function removeButton(question, what, deeds) {
  return askingButton(question, `Remove ${what}`, { text: "Remove", keep: ["Keep", `Keep ${what}`], ...deeds });
}

/** Put buttons in a row. */
export function actions(...buttons) {
  return h("div", { class: "actions" }, buttons);
}

/** Make an input for one line of text, of which a browser remembers nothing. */
export function textInput(placeholder = "", more = {}) {
  const plain = { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" };
  return h("input", { ...plain, placeholder, ...more });
}

/** Make a choice between values, each with its text. */
export function choice(options, more = {}) {
  return h(
    "select",
    more,
    options.map(([value, text]) => h("option", { value }, text)),
  );
}

/** Make a labelled control; the hint below it is read along with it. */
export function field(label, control, hint = "") {
  const id = freshId();
  control.id = id;
  const note = hint ? h("span", { class: "hint", id: `${id}-hint` }, breakable(hint)) : null;
  if (note) {
    control.setAttribute("aria-describedby", note.id);
  }
  return h("div", { class: "field" }, h("label", { for: id }, label), control, note);
}

/** Put fields beside one another, as many as there is room for. */
export function fields(...each) {
  return h("div", { class: "fields" }, each);
}

/** Make a check box with its label beside it. */
export function checkbox(label, { checked = false, onchange = () => {}, hint = "" } = {}) {
  const box = h("input", { type: "checkbox", checked, onchange });
  const text = h("span", {}, label, hint && h("span", { class: "hint" }, ` ${hint}`));
  return { element: h("label", { class: "check" }, box, text), box };
}

/** Make a table; `caption` is its name, and is shown if it is to be. */
export function table(caption, heads, body, { shown = false, kind = "" } = {}) {
  const columns = heads.map((text) => h("th", { scope: "col" }, text));
  const head = heads.length ? h("thead", {}, h("tr", {}, columns)) : null;
  return h("table", { class: kind }, h("caption", { class: shown ? "" : "away" }, caption), head, body);
}

/** Make a row whose first cell names it. On a narrow page the others stand beside the names of their `columns`. */
export function row(first, cells, columns = []) {
  const others = cells.map((cell, place) => h("td", { "data-column": columns[place + 1] }, cell));
  return h("tr", {}, h("th", { scope: "row" }, first), others);
}

/** Mark a sentence with a sign or a word, never with a colour alone. */
export function mark(severity) {
  const text = { done: "✓ ", warning: "Warning: ", failed: "✗ " }[severity];
  return text ? h("span", { class: "mark" }, text) : null;
}

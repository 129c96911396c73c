// Elements are made here and nowhere from text, so that nothing from outside becomes HTML.

let lastId = 0;

/**
 * Make an element. An attribute that begins with "on" is a listener; `true` sets one without a value; `false`, `null`
 * and `undefined` leave it out. Children may be elements, texts or lists of them.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...present(children));
  return element;
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Put `children` in place of what `parent` holds; the control that had the focus, by its `data-key`, gets it again. */
export function fill(parent, ...children) {
  const active = document.activeElement;
  const key = parent.contains(active) ? active.dataset.key : null;
  parent.replaceChildren(...present(children));
  if (key) {
    parent.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }
}

/** Make a button; `name` is what a screen reader says where the text alone is not enough. */
export function button(text, onclick, { name, kind, key = name ?? text } = {}) {
  return h("button", { type: "button", class: kind, "aria-label": name, "data-key": key, onclick }, text);
}

/** Make a labelled control; the hint below it is read along with it. */
export function field(label, control, hint = "") {
  lastId += 1;
  control.id = `field-${lastId}`;
  if (hint) {
    control.setAttribute("aria-describedby", `${control.id}-hint`);
  }
  const below = hint && h("span", { class: "hint", id: `${control.id}-hint` }, hint);
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control, below || null);
}

/** Make a check box with its label beside it. */
export function checkbox(label, { checked = false, onchange = () => {} } = {}) {
  const box = h("input", { type: "checkbox", checked, onchange });
  return { box, element: h("label", { class: "check" }, box, h("span", {}, label)) };
}

/** Set what stands between backticks, and a command at the end of a sentence, as code. */
export function prose(text) {
  const parts = text.split(/(`[^`]+`|(?:^|(?<=: ))%altindex\b.*)/);
  return parts.map((part) => (/^`|^%altindex/.test(part) ? h("code", {}, part.replaceAll("`", "")) : part));
}

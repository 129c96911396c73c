// Small helpers over the DOM: elements are made here, and nowhere from text, so that nothing from outside becomes HTML.

let lastId = 0;

/** Give an id that no other element of the page has. */
export function freshId() {
  lastId += 1;
  return `altindex-${lastId}-${Math.random().toString(36).slice(2, 8)}`;
}

/**
 * Make an element. An attribute that begins with "on" is a listener; `true` sets an attribute without a value, `false`,
 * `null` and `undefined` leave it out; children may be elements, texts, or lists of them.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...present(children));
  return element;
}

/**
 * Put `children` in place of what `parent` holds. The control that had the focus, by its `data-key`, gets it again, or
 * else the one that stands in its place now, or the tab of the section: whoever uses the keyboard is never thrown out
 * of the panel, nor to its beginning.
 */
export function fill(parent, ...children) {
  const place = controlsIn(parent).indexOf(parent.getRootNode().activeElement);
  const key = controlsIn(parent)[place]?.dataset.key;
  parent.replaceChildren(...present(children));
  if (place >= 0) {
    (keyed(parent, key) ?? controlsIn(parent)[place] ?? controlsIn(parent).at(-1) ?? tabOf(parent))?.focus();
  }
}

/** List what can have the focus. */
function controlsIn(parent) {
  return [...parent.querySelectorAll("button, input, select, summary, a[href], [tabindex]")];
}

/** Let a long address in `text` break after its slashes. */
export function breakable(text) {
  return text.split(/(?<=\/)/).flatMap((part) => [part, h("wbr")]);
}

/** Find the control with that `data-key` in `parent`. */
export function keyed(parent, key) {
  return key ? parent.querySelector(`[data-key="${CSS.escape(key)}"]`) : null;
}

/** Find the tab of the section that `element` is in. */
function tabOf(element) {
  const id = element.closest('[role="tabpanel"]')?.getAttribute("aria-labelledby");
  return id ? element.getRootNode().getElementById(id) : null;
}

/** Take out of nested lists what is there. */
function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Call `action` when nothing has called this for `wait` milliseconds; `cancel` lets it be. */
export function debounced(action, wait = 250) {
  let timer;
  const cancel = () => clearTimeout(timer);
  const call = (...given) => {
    cancel();
    timer = setTimeout(() => action(...given), wait);
  };
  return Object.assign(call, { cancel });
}

/** Put `text` on the clipboard, also where the page may not use the modern way. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { class: "away", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

// An input that offers the names of projects while one is typed (the combobox pattern of ARIA).

import { field, textInput } from "./controls.js";
import { debounced, fill, freshId, h } from "./dom.js";

const MOST_OFFERED = 12;
const SHORTEST = 2;
const WORD = /(?:^|\s)([A-Za-z0-9][A-Za-z0-9._-]*)$/;

/** Make the input; `search` gives pairs of name and index for a text, `onchange` is called when the text changes. */
export function projectBox({ label, placeholder, search, onchange }) {
  const list = h("ul", { role: "listbox", id: freshId(), class: "offers", hidden: true, "aria-label": "Projects" });
  const states = { "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": list.id };
  const box = textInput(placeholder, { role: "combobox", "data-key": "projects", ...states });
  let offers = [];
  let chosen = -1;

  /** Give the word before the cursor: the one that is being typed. */
  function word() {
    return box.value.slice(0, box.selectionStart).match(WORD)?.[1] ?? "";
  }

  const complete = debounced(async () => {
    const typed = word();
    const found = typed.length < SHORTEST ? [] : await search(typed);
    if (typed === word()) {
      offer(typed, found);
    }
  }, 150);

  function offer(typed, found) {
    const others = found.filter(([name]) => name !== typed);
    const first = others.filter(([name]) => name.startsWith(typed.toLowerCase()));
    offers = [...first, ...others.filter((pair) => !first.includes(pair))].slice(0, MOST_OFFERED);
    chosen = -1;
    fill(list, offers.map(option));
    show(offers.length > 0 && box === box.getRootNode().activeElement);
  }

  function option([name, index], place) {
    const pick = (event) => {
      event.preventDefault(); // the box keeps the focus
      take(place);
    };
    const facts = { role: "option", id: `${list.id}-${place}`, "aria-selected": "false", onmousedown: pick };
    return h("li", facts, name, h("span", { class: "quiet" }, ` ${index}`));
  }

  function show(isOpen) {
    list.hidden = !isOpen;
    box.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) {
      box.removeAttribute("aria-activedescendant");
    }
  }

  function choose(place) {
    chosen = (place + offers.length) % offers.length;
    [...list.children].forEach((each, number) => each.setAttribute("aria-selected", String(number === chosen)));
    box.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }

  function take(place) {
    const end = box.selectionStart;
    box.value = `${box.value.slice(0, end - word().length)}${offers[place][0]}${box.value.slice(end)}`;
    show(false);
    onchange();
  }

  function onkeydown(event) {
    const isOpen = !list.hidden;
    if (event.key === "Escape" && isOpen) {
      show(false);
    } else if (event.key === "Enter" && isOpen && chosen >= 0) {
      event.preventDefault();
      take(chosen);
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && offers.length) {
      event.preventDefault();
      show(true);
      choose(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1);
    }
  }

  box.addEventListener("keydown", onkeydown);
  box.addEventListener("blur", () => show(false));
  box.addEventListener("input", () => {
    onchange();
    complete();
  });
  return { element: h("div", { class: "combo" }, field(label, box), list), box, close: () => show(false) };
}

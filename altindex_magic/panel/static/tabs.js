// The sections, one at a time (the tabs pattern of ARIA): arrow keys go from tab to tab.

import { freshId, h } from "./dom.js";

/** Make tabs of pairs of title and section; `onselect` is called with the section that is shown. */
export function tabsOf(sections, onselect) {
  const tabs = [];
  const panels = [];

  function select(place) {
    sections.forEach(([, section], each) => {
      tabs[each].setAttribute("aria-selected", String(each === place));
      tabs[each].tabIndex = each === place ? 0 : -1;
      panels[each].hidden = each !== place;
      section.shown?.(each === place);
    });
    onselect(sections[place][1]);
    return sections[place][1];
  }

  function onkeydown(event) {
    const now = tabs.indexOf(event.currentTarget);
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const place = (to + tabs.length) % tabs.length;
      select(place);
      tabs[place].focus();
    }
  }

  sections.forEach(([title, section], place) => {
    const [tab, panel] = [freshId(), freshId()];
    const facts = { type: "button", role: "tab", id: tab, "aria-controls": panel };
    tabs.push(h("button", { ...facts, onkeydown, onclick: () => select(place) }, title));
    panels.push(h("div", { role: "tabpanel", id: panel, "aria-labelledby": tab }, section.element));
  });
  return { list: h("div", { role: "tablist", "aria-label": "Sections" }, tabs), panels, select };
}

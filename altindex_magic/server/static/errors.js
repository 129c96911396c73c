// An error as a card: what happened, on which index, why, and the remedy as a button where a click can do it.

import { button, h, prose } from "./dom.js";

const COMMAND = /%altindex (login|test|add) ([A-Za-z0-9][\w.-]*)/g;

/** Show `error` and its causes; `again` is offered where doing it again may help. */
export function errorCard(app, error, again = null) {
  const causes = (error.causes ?? []).filter((cause) => cause.what !== error.what);
  const buttons = [...remedies(app, error), again && button("Show what it is now", again)].filter(Boolean);
  return h(
    "section",
    { class: "card error", role: "alert" },
    h("p", { class: "failed" }, h("span", { "aria-hidden": "true" }, "✗ "), prose(error.what)),
    h("dl", {}, fact("Index", error.index), fact("Why", error.why), fact("Do", error.remedy)),
    causes.map((cause) => h("p", {}, prose(cause.what))),
    buttons.length > 0 && h("div", { class: "actions" }, buttons),
    h("p", { class: "hint" }, "Reference: ", h("code", {}, error.reference)),
  );
}

function fact(label, text) {
  return text ? [h("dt", {}, label), text.split("\n").map((line) => h("dd", {}, prose(line)))] : null;
}

/** Give a button for each command of the remedy that this page can do. */
function remedies(app, error) {
  const deeds = { login: ["Log in to", app.openLogin], test: ["Test", (name) => app.test([name])], add: ["Edit", app.openEdit] };
  const found = [...(error.remedy ?? "").matchAll(COMMAND)].filter(([, , name]) => app.knows(name));
  return found.map(([, verb, name]) => button(`${deeds[verb][0]} ${name}`, () => deeds[verb][1](name)));
}

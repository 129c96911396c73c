// An error as a card: what happened, on which index, why, and the remedy as a button where a click can do it.

import { actions, button, mark } from "./controls.js";
import { h } from "./dom.js";

const COMMAND = /%altindex (login|test|use|allow|why|add) ([A-Za-z0-9][\w.-]*)(?: --from ([\w.-]+))?/g;
const PLACEHOLDER = /^[A-Z]+$/;
const CODE = /(`[^`]+`|(?:^|(?<=: ))%altindex\b.*?(?=$| \())/;
const MOST_CAUSES = 5;

/** Show `error`; `retry` does again what failed, `also` is one more way out. */
export function errorCard(app, error, { causes = [], retry = null, also = null } = {}) {
  const others = causes.filter((cause) => cause.what !== error.what).slice(0, MOST_CAUSES);
  const ways = [also, ...waysOut(app, error), retry && button("Try again", retry, { name: "Try again" })];
  return h(
    "section",
    { class: "error", role: "alert" },
    h("p", { class: "what" }, mark("failed"), prose(error.what)),
    h("dl", {}, fact("Index", error.index), fact("Why", error.why), fact("Do", error.remedy)),
    others.map((cause) => h("p", { class: "cause" }, mark("failed"), prose(cause.what))),
    ways.some(Boolean) && actions(ways),
    h("p", { class: "reference" }, "Reference: ", h("code", {}, error.reference)),
  );
}

function fact(label, text) {
  if (!text) {
    return null;
  }
  const lines = text.split("\n").flatMap((line, place) => (place ? [h("br"), ...prose(line)] : prose(line)));
  return [h("dt", {}, label), h("dd", {}, lines)];
}

/** Set what stands between backticks, and a command at the end of a sentence, as code. */
export function prose(text) {
  return text.split(CODE).map((part, place) => (place % 2 ? h("code", {}, part.replace(/^`|`$/g, "")) : part));
}

/** Make a button of each command in the remedy that names what it is about. */
function waysOut(app, { remedy = "" }) {
  const found = [...remedy.matchAll(COMMAND)].filter(([, , name]) => !PLACEHOLDER.test(name));
  const once = new Map(found.map(([, verb, name, index]) => [`${verb} ${name}`, { verb, name, index }]));
  return [...once.values()].map((command) => wayOut(app, command, remedy));
}

function wayOut(app, { verb, name, index }, remedy) {
  switch (verb) {
    case "login":
      return app.openLogin && button(`Log in to ${name}`, () => app.openLogin(name), { kind: "primary" });
    case "test":
      return button(`Test ${name}`, () => app.change({ request: "Test", body: { names: [name] } }));
    case "use":
      return button(`Use ${name}`, () => app.useAlso(name));
    case "why":
      return button(`Who answers for ${name}?`, () => app.change({ request: "Explain", body: { project: name } }));
    case "allow":
      return index && button(`Let ${name} come from ${index}`, () => allow(app, name, index));
    default:
      return app.knows(name) && editButton(app, name, remedy);
  }
}

function allow(app, name, index) {
  app.change({ request: "Allow", body: { projects: [name], index } });
}

function editButton(app, name, remedy) {
  const text = remedy.includes("--packages") ? `Add a pattern to ${name}` : `Edit ${name}`;
  return button(text, () => app.openEdit(name));
}

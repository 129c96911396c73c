// The list of indexes, with their state at a glance and what can be done with each.

import { addForm } from "./add.js";
import { actions, askingButton, button, removeButton, row, table } from "./controls.js";
import { breakable, fill, h, keyed } from "./dom.js";
import { loginForm } from "./secret.js";
import { duration } from "./words.js";

const EDITABLE = new Set(["user", "project", "site"]);
/** Where a credential comes from that can be logged out of; one of a netrc or of pip's own settings is not ours. */
const LOGGED_IN = /^(keyring|this session|env |command )/;
const COLUMNS = ["Index", "In use", "State", "Credential", "Owns", "Actions"];
const OWNS = { listed: "what it lists", probed: "asked name by name", default: "what nobody else owns" };

/** Make the section. */
export function indexesSection(app) {
  const body = h("tbody");
  const summary = h("p", { class: "summary" });
  const below = h("div");
  const add = button("Add index", () => open(addForm(app, null, { close, cancel })), {
    kind: "primary",
    key: "add-index",
  });
  const testAll = button("Test all", () => test(app, []), { key: "test-all" });
  const off = button("Stop using all", () => app.change({ request: "Off", body: {} }), { key: "off" });
  let opener = null;

  function open(form) {
    opener = element.getRootNode().activeElement?.dataset?.key ?? null;
    fill(below, form.element);
    form.focus();
  }

  function close() {
    below.replaceChildren();
    (keyed(element, opener) ?? add).focus();
  }

  function cancel() {
    close();
    app.showLine("%altindex list");
  }

  const question = { about: null };
  const doing = {
    update,
    question,
    login: (name) => open(loginForm(app, app.find(name), { close, cancel })),
    edit: (name) => open(addForm(app, app.find(name), { close, cancel })),
  };

  function update() {
    const { state, error } = app.state;
    fill(summary, state ? inUse(state) : (error?.what ?? "…"));
    off.hidden = !state?.names.length;
    fill(
      body,
      (state?.rows ?? []).map((each) => rowOf(app, each, doing)),
    );
  }

  const list = h("div", { class: "scroll" }, table("Indexes", COLUMNS, body, { kind: "cards" }));
  const element = h("div", {}, summary, list, actions(add, testAll, off), below);
  app.onState(update);
  return { element, login: doing.login, edit: doing.edit, line: "%altindex list" };
}

/** Say in one sentence what is in use. */
function inUse(state) {
  const last = state.rows.find(({ index, active }) => index.default && active)?.index.name;
  const names = state.names.filter((name) => name !== last);
  if (!state.names.length) {
    return "No index is in use: pip and uv obey their own settings.";
  }
  const end = state.only ? ", and no other index" : last ? `, then the default index ${last}` : "";
  return `In use: ${names.join(", then ") || "nothing"}${end}.`;
}

function rowOf(app, { index, credential }, doing) {
  const place = app.state.state.names.indexOf(index.name);
  const health = app.health(index.url);
  const cells = [
    place < 0 ? (index.default ? "default" : "—") : order(app, index.name, place),
    condition(health),
    credential || "—",
    owns(index, health),
    h("div", { class: "actions tight" }, buttonsOf(app, { index, credential }, place, doing)),
  ];
  const made = row([index.name, h("div", { class: "url" }, breakable(index.url))], cells, { "data-index": index.name });
  // On a narrow page the cells stand below one another, each beside the name of its column.
  [...made.cells].slice(1).forEach((cell, each) => cell.setAttribute("data-column", COLUMNS[each + 1]));
  return made;
}

/** Show the place in the order, with buttons to change it. */
function order(app, name, place) {
  const { names } = app.state.state;
  const move = (by) => {
    const moved = names.filter((each) => each !== name);
    moved.splice(place + by, 0, name);
    app.use(moved);
  };
  const earlier = { name: `Ask ${name} earlier`, kind: "quiet", disabled: place === 0 };
  const later = { name: `Ask ${name} later`, kind: "quiet", disabled: place === names.length - 1 };
  const moves = names.length > 1 && [button("↑", () => move(-1), earlier), button("↓", () => move(1), later)];
  return h("span", { class: "order" }, `${place + 1} of ${names.length}`, moves);
}

/** Tell how an index answered; a sign and a word, never a colour alone. */
function condition(health) {
  if (!health) {
    return h("span", { class: "quiet" }, "not tested");
  }
  if (!health.ok) {
    return h("span", { class: "failed", title: health.error?.why }, `✗ ${health.error?.reference ?? "failed"}`);
  }
  const time = health.latency === null ? "" : duration(health.latency);
  return h(
    "span",
    { class: "done" },
    `✓ ${[time, health.protocol, health.fastest && "fastest"].filter(Boolean).join(", ")}`,
  );
}

function owns(index, health) {
  if (index.packages.length) {
    return index.packages.join(", ");
  }
  if (health?.mode === "listed" && health.projects !== null) {
    return health.projects ? `the ${health.projects.toLocaleString()} it lists` : "nothing yet";
  }
  return OWNS[health?.mode] ?? (index.default ? OWNS.default : "—");
}

function buttonsOf(app, { index, credential }, place, doing) {
  const { name } = index;
  const isOurs = EDITABLE.has(index.layer);
  const isUsable = (isOurs || index.layer === "built-in") && !index.default;
  const quiet = (text, action, label) => button(text, action, { name: label, kind: "quiet" });
  const remove = () => app.change({ request: "Remove", body: { name } });
  const removal = { line: () => app.showLine(`%altindex remove ${name}`), act: remove, draw: doing.update };
  return [
    isUsable && place < 0 && button("Use", () => app.useAlso(name), { name: `Use ${name}` }),
    place >= 0 && button("Stop using", () => app.useNot(name), { name: `Stop using ${name}`, key: `Use ${name}` }),
    quiet("Test", () => test(app, [name]), `Test ${name}`),
    !index.url.startsWith("file:") && quiet("Log in", () => doing.login(name), `Log in to ${name}`),
    LOGGED_IN.test(credential) && logoutButton(app, name, doing),
    isOurs && quiet("Edit", () => doing.edit(name), `Edit ${name}`),
    isOurs && removeButton(doing.question, name, removal),
  ];
}

function logoutButton(app, name, { question, update }) {
  return askingButton(question, `Log out of ${name}`, {
    text: "Log out",
    keep: ["Stay", `Stay logged in to ${name}`],
    line: () => app.showLine(`%altindex logout ${name}`),
    act: () => logOut(app, name),
    draw: update,
    next: `Log in to ${name}`,
  });
}

/** Forget the credential, and see how the index answers without it: the list must not go on to say that all is well. */
async function logOut(app, name) {
  const { error } = await app.change({ request: "Logout", body: { name } });
  if (!error) {
    app.kernel.perform("Test", { names: [name] });
  }
}

function test(app, names) {
  const waiting = `Asking ${names.join(", ") || "each index"} one question …`;
  app.change({ request: "Test", body: names.length ? { names } : {} }, { waiting });
}

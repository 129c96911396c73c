// The list of indexes, with their state at a glance and what can be done with each.

import { addForm } from "./add.js";
import { actions, askingButton, button, mark, removeButton, row, table } from "./controls.js";
import { breakable, fill, h, keyed } from "./dom.js";
import { prose } from "./errors.js";
import { loginForm } from "./secret.js";
import { count, duration, inUse } from "./words.js";

const EDITABLE = new Set(["user", "project", "site"]);
/** Where a credential comes from that can be logged out of; one of a netrc or of pip's own settings is not ours. */
const LOGGED_IN = /^(keyring|this session|env |command )/;
const COLUMNS = ["Index", "In use", "State", "Credential", "Owns", "Actions"];
const FIRST =
  "Add the index of your team to begin, or use local: it is a folder on this machine, which installs come from and" +
  " uploads go to.";
const OWNS = { listed: "what it lists", probed: "asked name by name", default: "what nobody else owns" };

/** Make the section. */
export function indexesSection(app) {
  const body = h("tbody");
  const summary = h("p");
  const trouble = h("p", { class: "failed" });
  const advice = h("p", { class: "hint" }, FIRST);
  const below = h("div");
  const openAdd = () => open(addForm(app, null, { close, cancel }), "add-index");
  const add = button("Add index", openAdd, { kind: "primary", key: "add-index" });
  const testAll = button("Test all", () => test(app, []), { key: "test-all" });
  const off = button("Stop using all", () => app.change({ request: "Off", body: {} }), { key: "off" });
  let opener = null;

  /** Open a form; what was done before it is read by now. */
  function open(form, key) {
    opener = key;
    app.clear();
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
    login: (name) => open(loginForm(app, app.find(name), { close, cancel }), `Log in to ${name}`),
    edit: (name) => open(addForm(app, app.find(name), { close, cancel }), `Edit ${name}`),
  };

  function update() {
    const { state, error } = app.state;
    fill(summary, state ? inUse(state) : (error?.what ?? "…"));
    fill(trouble, state?.unusable ? [mark("failed"), prose(state.unusable)] : []);
    trouble.hidden = !state?.unusable;
    advice.hidden = !state || state.names.length > 0 || state.rows.some(({ index }) => EDITABLE.has(index.layer));
    const rows = (state?.rows ?? []).map((each) => rowOf(app, each, doing));
    fill(body, rows);
    if (!state?.names.length && off === element.getRootNode().activeElement) {
      add.focus();
    }
    off.hidden = !state?.names.length;
  }

  const list = h("div", { class: "scroll tall" }, table("Indexes", COLUMNS, body, { kind: "cards" }));
  const element = h("div", {}, summary, trouble, list, advice, actions(add, testAll, off), below);
  app.onState(update);
  return { element, login: doing.login, edit: doing.edit, line: "%altindex list" };
}

function rowOf(app, { index, credential }, doing) {
  const health = app.health(index.url);
  const cells = [
    use(app, index),
    condition(app, index.name, health),
    credential || "—",
    owns(index, health),
    h("div", { class: "actions tight" }, buttonsOf(app, { index, credential }, doing)),
  ];
  return row([index.name, h("div", { class: "url" }, breakable(index.url))], cells, COLUMNS);
}

/** Show whether it is in use, and in which place, with the buttons to change that. */
function use(app, { name, layer, default: isDefault }) {
  const place = app.state.state.names.indexOf(name);
  if (place >= 0) {
    const stop = button("Stop using", () => app.useNot(name), { name: `Stop using ${name}`, key: `Use ${name}` });
    return h("div", { class: "actions tight" }, stop, order(app, name, place));
  }
  const isUsable = !isDefault && (EDITABLE.has(layer) || layer === "built-in");
  const start = button("Use", () => app.useAlso(name), { name: `Use ${name}` });
  return isUsable ? h("div", { class: "actions tight" }, start) : isDefault ? "default" : "—";
}

/** Show the place in the order, with buttons to change it, where there is one. */
function order(app, name, place) {
  const { names } = app.state.state;
  if (names.length < 2) {
    return null;
  }
  const move = (by) => {
    const now = app.used();
    const others = now.filter((each) => each !== name);
    app.use(others.toSpliced(Math.max(now.indexOf(name) + by, 0), 0, name));
  };
  const earlier = { name: `Ask ${name} earlier`, kind: "quiet", disabled: place === 0 };
  const later = { name: `Ask ${name} later`, kind: "quiet", disabled: place === names.length - 1 };
  const moves = [button("↑", () => move(-1), earlier), button("↓", () => move(1), later)];
  return h("span", { class: "order" }, `${place + 1} of ${names.length}`, moves);
}

/** Tell how an index answered, with a sign and a word, never a colour alone; a click says why it failed. */
function condition(app, name, health) {
  if (!health) {
    return h("span", { class: "quiet" }, "not tested");
  }
  if (!health.ok) {
    const text = (health.error?.reference ?? "failed").replaceAll("-", " ");
    const tell = () => app.showError(health.error);
    const why = button("Why?", tell, { name: `Why? (${name})`, kind: "quiet" });
    return [h("span", { class: "failed" }, `✗ ${text} `), health.error && why];
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
    return health.projects ? `the ${count(health.projects, "project")} it lists` : "nothing yet";
  }
  return OWNS[health?.mode] ?? (index.default ? OWNS.default : "—");
}

function buttonsOf(app, { index, credential }, doing) {
  const { name } = index;
  const isOurs = EDITABLE.has(index.layer);
  const quiet = (text, action, label) => button(text, action, { name: label, kind: "quiet" });
  const remove = () => app.change({ request: "Remove", body: { name } });
  const removal = { line: () => app.showLine(`%altindex remove ${name}`), act: remove, draw: doing.update };
  return [
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

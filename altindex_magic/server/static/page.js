// The settings page: reads the state, shows it, and reads it again after every change.

import { fill } from "./dom.js";
import { errorCard } from "./errors.js";
import { eventList } from "./events.js";
import { indexForm } from "./index_form.js";
import { indexTable } from "./index_table.js";
import { loginForm } from "./login_form.js";
import { ask, follow, indexPath, Refused } from "./rest.js";

const place = (id) => document.getElementById(id);

/** What the parts of the page know and can do. */
const app = {
  indexes: [],
  presets: [],
  active: { names: [], only: false, strict: false },
  health: new Map(),

  knows: (name) => app.indexes.some((row) => row.index.name === name),
  row: (name) => app.indexes.find((row) => row.index.name === name),
  say: (text) => place("status").replaceChildren(text),

  /** Do `work`, say `done` when it is, and show the error when it fails; tell whether it went well. */
  async attempt(waiting, work, done) {
    app.say(waiting);
    place("outcome").replaceChildren();
    try {
      const given = await work();
      await refresh();
      app.say(typeof done === "function" ? done(given) : done);
      return true;
    } catch (problem) {
      app.say("");
      table.draw(); // a box that was ticked in vain is not left so
      app.show(problem);
      return false;
    }
  },

  show(problem) {
    if (!(problem instanceof Refused)) {
      throw problem;
    }
    const stale = problem.told.reference === "version-changed";
    const again = stale ? () => app.attempt("Reading …", async () => {}, "This is the state now.") : null;
    place("outcome").replaceChildren(errorCard(app, problem.told, again));
    place("outcome").scrollIntoView({ block: "nearest" });
  },

  activate: (change) =>
    app.attempt(
      "Asking the indexes one real question each …",
      () => {
        const { names, only, strict } = { ...app.active, ...change };
        return ask("PUT", "active", { body: names === null ? { names } : { names, only, strict }, version: app.active.version });
      },
      "Saved. Notebooks and terminals that are opened from now on use it.",
    ),

  async test(names) {
    const works = (tested) => tested.rows.map((row) => `${row.index} ${row.ok ? "answers" : "fails"}`).join(", ");
    await app.attempt("Asking …", () => ask("POST", "test", { body: { names } }).then(keepHealth), works);
  },

  remove: (name) =>
    app.attempt("Removing …", () => ask("DELETE", indexPath(name), { version: app.row(name).version }), `${name} is no longer defined.`),

  openLogin: (name) => open(loginForm(app, app.row(name), close)),
  openEdit: (name) => open(indexForm(app, name ? app.row(name) : null, close)),
};

const table = indexTable(app);
const list = eventList(app);

function keepHealth(tested) {
  for (const row of tested.rows) {
    app.health.set(row.url, row);
  }
  return tested;
}

function open(form) {
  place("outcome").replaceChildren();
  table.below.replaceChildren(form.element);
  form.focus();
}

function close(name) {
  table.below.replaceChildren();
  table.focus(name);
}

async function refresh() {
  const [indexes, active] = await Promise.all([ask("GET", "indexes"), ask("GET", "active")]);
  app.indexes = indexes.indexes;
  app.active = active.unusable ? { ...active, names: [] } : active; // what cannot be used is no part of the next choice
  table.draw();
}

async function begin() {
  fill(place("indexes"), table.element);
  fill(place("events"), list.element);
  try {
    app.presets = (await ask("GET", "presets")).rows;
    await refresh();
    follow(list.take);
  } catch (problem) {
    app.show(problem);
  }
}

begin();

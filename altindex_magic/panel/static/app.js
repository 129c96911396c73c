// What the sections share: the kernel, what it has told, and what they can ask the panel for.

import { errorCard } from "./errors.js";
import { progressView } from "./progress.js";

/** Make it over a line to the kernel; `view` is the panel around the sections. */
export function makeApp(kernel, view) {
  const watchers = [];
  const state = { state: null, error: null, health: {} };
  const presets = new Map();

  /** Have a change made, show it in `place` or below the tabs, and give the answer. */
  async function change(message, { place = view.outcome, waiting, retry = null, kind } = {}) {
    const again = retry ?? (message.request ? () => change(message, { place, waiting, kind }) : null);
    const progress = progressView(app, { waiting, retry: again, kind });
    place.replaceChildren(progress.element);
    view.running += 1;
    const answer = await kernel.ask(message, (each) => {
      view.showLine(each.line);
      progress.take(each);
    });
    view.running -= 1;
    return answer;
  }

  /** Use these indexes in this order; how strictly stays as it is. */
  function use(names) {
    if (!names.length) {
      return change({ request: "Off", body: {} });
    }
    const kept = ["only", "uploads", "strict"].filter((flag) => state.state[flag]).map((flag) => [flag, true]);
    const body = { names, ...Object.fromEntries(kept) };
    return change({ request: "Use", body }, { waiting: "Proving it with one real request …" });
  }

  const others = (name) => state.state.names.filter((each) => each !== name);
  const app = {
    kernel,
    presets,
    state,
    change,
    use,
    useAlso: (name) => use([...others(name), name]),
    useNot: (name) => use(others(name)),
    onState: (watcher) => watchers.push(watcher),
    changed: () => watchers.forEach((watcher) => watcher()),
    health: (url) => state.health[url],
    find: (name) => state.state?.rows.find(({ index }) => index.name === name)?.index,
    knows: (name) => Boolean(app.find(name)),
    providers: () => [...presets.values()].map(({ name, title }) => [name, title]),
    showLine: view.showLine,
    announce: view.announce,
    showError: (error, options) => view.outcome.replaceChildren(errorCard(app, error, options)),
    openLogin: (name, error) => view.openForm("login", name, error),
    openEdit: (name) => view.openForm("edit", name),
  };
  return app;
}

// What the sections share: the kernel, what it has told, and what they can ask the panel for.

import { errorCard } from "./errors.js";
import { progressView } from "./progress.js";

/** Make it over a line to the kernel; `view` is the panel around the sections. */
export function makeApp(kernel, view) {
  const watchers = [];
  const state = { state: null, error: null, health: {} };
  let asked = null;
  const presets = new Map();

  /** Have a change made, show it in `place` or below the tabs, and give the answer. One with a secret is not kept. */
  async function change(message, { place = view.outcome, waiting, kind } = {}) {
    const isKept = message.request || message.line;
    const retry = isKept ? () => change(message, { place, waiting, kind }) : null;
    const progress = progressView(app, { waiting, retry, kind });
    place.replaceChildren(progress.element);
    progress.element.scrollIntoView({ block: "nearest" });
    view.running += 1;
    const answer = await kernel.ask(message, (each) => {
      view.showLine(each.line);
      progress.take(each);
    });
    view.running -= 1;
    if (answer.error && view.isHeld()) {
      progress.element.scrollIntoView({ block: "nearest" });
    }
    return answer;
  }

  /** Use these indexes in this order; how strictly stays as it is. */
  async function use(names) {
    asked = names;
    const kept = ["only", "uploads", "strict"].filter((flag) => state.state[flag]).map((flag) => [flag, true]);
    const body = { names, ...Object.fromEntries(kept) };
    const answer = names.length
      ? await change({ request: "Use", body }, { waiting: "Proving it with one real request …" })
      : await change({ request: "Off", body: {} });
    asked = asked === names && answer.error ? null : asked;
  }

  /** Take in what the kernel says of the indexes. */
  function takeState(told) {
    Object.assign(state, told);
    asked = view.running ? asked : null;
    changed();
  }

  function changed() {
    watchers.forEach((watcher) => watcher());
  }

  /** Give those in use, or that soon will be: a second click does not wait for the end of the first. */
  const used = () => asked ?? state.state.names;
  const others = (name) => used().filter((each) => each !== name);
  const app = {
    kernel,
    presets,
    state,
    change,
    use,
    used,
    takeState,
    useAlso: (name) => use([...others(name), name]),
    useNot: (name) => use(others(name)),
    onState: (watcher) => watchers.push(watcher),
    changed,
    health: (url) => state.health[url],
    find: (name) => state.state?.rows.find(({ index }) => index.name === name)?.index,
    knows: (name) => Boolean(app.find(name)),
    providers: () => [...presets.values()].map(({ name, title }) => [name, title]),
    showLine: view.showLine,
    announce: view.announce,
    clear: view.clear,
    showError: (error, options) => view.show(errorCard(app, error, options)),
    openLogin: (name, error) => view.openForm("login", name, error),
    openEdit: (name) => view.openForm("edit", name),
  };
  return app;
}

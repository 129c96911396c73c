// The whole panel: tabs over the sections, what is going on below them, and the line that would do the same.

import { makeApp } from "./app.js";
import { actions, button, mark } from "./controls.js";
import { copy, fill, h } from "./dom.js";
import { prose } from "./errors.js";
import { indexesSection } from "./indexes.js";
import { installSection } from "./install.js";
import { installedSection } from "./installed.js";
import { Kernel } from "./kernel.js";
import { isLong, progressView } from "./progress.js";
import { publishSection } from "./publish.js";
import { tabsOf } from "./tabs.js";

const QUIET =
  "The kernel does not answer. While it is busy the panel waits; if it has ended or was restarted, run the cell again.";
const SECTIONS = [
  ["Indexes", indexesSection],
  ["Install", installSection],
  ["Installed", installedSection],
  ["Publish", publishSection],
];

/** Draw one view of the panel into `el`; the front end calls what this returns when the view goes away. */
function render({ model, el }) {
  const kernel = new Kernel(model, (isAlive) => showAlive(isAlive));
  const note = h("p", { class: "note", role: "status" });
  const body = h("div", { class: "body" });
  const outcome = h("div", { class: "outcome", "aria-live": "polite" });
  const foot = footer();
  const root = h(
    "section",
    { class: "altindex-panel", "aria-label": "Package indexes" },
    note,
    body,
    outcome,
    foot.element,
  );
  const isHeld = () => root.contains(root.getRootNode().activeElement);
  const view = { outcome, running: 0, isHeld, showLine: foot.showLine, show, announce, clear, openForm };
  const app = makeApp(kernel, view);
  const tabs = tabsOf(
    SECTIONS.map(([title, make]) => [title, make(app)]),
    onselect,
  );
  let elsewhere = null;

  /** Say what was done, with `ways` to go on. */
  function announce(text, severity, ways = []) {
    show(h("p", { class: severity }, mark(severity), prose(text)), ways.length > 0 && actions(ways));
  }

  function show(...elements) {
    fill(outcome, elements);
    outcome.scrollIntoView({ block: "nearest" });
  }

  /** Take away what was said, unless something goes on there. */
  function clear() {
    if (view.running === 0 && !elsewhere) {
      outcome.replaceChildren();
    }
  }

  function openForm(kind, name, error) {
    const section = tabs.select(0);
    section[kind](name);
    if (error) {
      app.showError(error);
    }
  }

  /** Show a section; what the one before has done is read by now. */
  function onselect(section) {
    foot.showLine(section.line);
    clear();
  }

  function listen(message, isMine) {
    if (message.hello) {
      message.presets.rows.forEach((preset) => app.presets.set(preset.name, preset));
      app.state.health = message.hello.health;
      foot.showPage(message.hello.page);
    } else if (message.health) {
      app.state.health = message.health;
      app.changed();
    } else if ("state" in message) {
      showState(message);
    } else if (!isMine) {
      followElsewhere(message);
    }
  }

  function showState({ state, error = null }) {
    const isFirst = !app.state.state;
    app.takeState({ state, error });
    showAlive(true);
    const untested = (state?.names ?? []).filter((name) => !app.health(app.find(name)?.url));
    if (isFirst && untested.length) {
      kernel.perform("Test", { names: untested });
    }
  }

  /** Show what another panel has begun. */
  function followElsewhere(message) {
    if (message.begun && isLong(message.begun)) {
      const progress = progressView(app, { waiting: "Begun in another panel …", kind: message.begun });
      elsewhere = { call: message.call, progress };
      fill(outcome, progress.element);
      foot.showLine(message.line);
    }
    if (elsewhere?.call === message.call) {
      elsewhere.progress.take(message);
      elsewhere = message.done || message.error ? null : elsewhere;
    }
  }

  /** Show the form while the kernel is there, and a quiet note when it is not: no button that does nothing. */
  function showAlive(isAlive) {
    const isKnown = Boolean(app.state.state || app.state.error);
    note.textContent = isAlive ? "Asking the kernel …" : QUIET;
    note.hidden = isAlive && isKnown;
    body.hidden = outcome.hidden = foot.element.hidden = !note.hidden;
  }

  function probe() {
    kernel.ask({ ping: true });
  }

  fill(body, tabs.list, tabs.panels);
  tabs.select(0);
  el.append(root);
  const letGoOfKeys = keepKeys(root);
  kernel.listeners.add(listen);
  model.on("comm_live_update", probe);
  showAlive(true);
  kernel.ask({ hello: true });
  return () => {
    letGoOfKeys();
    model.off("comm_live_update", probe);
    kernel.close();
  };
}

/** Make the line at the foot: the command that would do the same, ready to be copied. */
function footer() {
  const line = h("code", { class: "line" }, "%altindex");
  const status = h("span", { class: "status", role: "status" });
  const copying = async () => {
    await copy(line.textContent);
    status.textContent = "Copied.";
  };
  const copyButton = button("Copy", copying, { name: "Copy the command", kind: "quiet" });
  const page = h("a", { target: "_blank", rel: "noopener", hidden: true }, "Settings of this server");
  const element = h("footer", {}, h("span", { class: "quiet" }, "Same as"), line, copyButton, status, page);
  const showLine = (text) => {
    if (text && text !== line.textContent) {
      line.textContent = text;
      status.textContent = "";
    }
  };
  /** Lead to the settings page of the Jupyter server, where it has one; `path` is its place there. */
  const showPage = (path) => {
    page.hidden = !path?.startsWith("/") || path.startsWith("//");
    page.href = page.hidden ? "" : path;
  };
  return { element, showLine, showPage };
}

/**
 * Keep keys that are pressed in `root` from the front end, to which a letter is a shortcut and Enter runs a cell.
 * Notebook looks at a key before `root` is told of it, and heeds an attribute, which is set before it looks. Gives what
 * ends all this.
 */
function keepKeys(root) {
  const mark = (event) =>
    root.contains(event.target) && event.target.toggleAttribute("data-lm-suppress-shortcuts", isOurs(event));
  root.addEventListener("keydown", (event) => isOurs(event) && event.stopPropagation());
  window.addEventListener("keydown", mark, true);
  return () => window.removeEventListener("keydown", mark, true);
}

/** Tell whether a key is for the panel. Ctrl+S still saves; Ctrl+Z in an input takes back what was typed there. */
function isOurs({ key, ctrlKey, metaKey, target }) {
  const edits = target instanceof HTMLInputElement && /^[acvxyz]$/i.test(key);
  return key === "Enter" || edits || !(ctrlKey || metaKey);
}

export default { render };

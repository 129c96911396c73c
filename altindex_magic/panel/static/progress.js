// What a request does, as it does it: the step, each file, what was said, the result, and the log folded below.

import { button, mark, row, table } from "./controls.js";
import { fill, h } from "./dom.js";
import { errorCard, prose } from "./errors.js";
import { drawn } from "./results.js";
import { count, size } from "./words.js";

const LONG = new Set(["Install", "Uninstall", "Build", "Upload", "Publish"]);
const COLUMNS = ["Project", "Version", "Index", "Size", "State"];
const STATES = { done: "✓ done", cached: "✓ cached", failed: "✗ failed" };
const MOST_FILES = 12;
const MOST_LINES = 2000;

/** Tell whether a request of that kind takes its time, and so is shown in all panels and can be stopped. */
export function isLong(kind) {
  return LONG.has(kind);
}

/** Make the view of one request. */
export function progressView(app, { waiting = "Working …", retry = null, kind = "" } = {}) {
  const phase = h("p", { class: "phase", role: "status" }, waiting);
  const step = h("span", { class: "quiet" });
  const stop = button("Stop", askToStop, { kind: "danger" });
  const said = h("div", { "aria-live": "polite" });
  const outcome = h("div", { "aria-live": "polite" });
  const details = h("div");
  const files = filesView();
  const log = logView();
  let isDrawing = false;
  let isEnding = false;

  function askToStop() {
    if (isEnding) {
      return;
    }
    app.kernel.say({ stop: true });
    showStep("Stopping …");
    stop.setAttribute("aria-disabled", "true");
    isEnding = true;
  }

  /** Show what is being done; that is read aloud when it changes, and each number is not. */
  function showStep(verb, number = "") {
    if (phase.textContent !== verb) {
      phase.textContent = verb;
    }
    step.textContent = number;
  }

  function take({ event, error, causes, done }) {
    if (event) {
      takeEvent(event);
    }
    if (error) {
      details.append(errorCard(app, error, { causes, retry }));
    }
    if (error || done) {
      end();
    }
  }

  function takeEvent(event) {
    switch (event.kind) {
      case "Download":
      case "Upload":
        files.take(event);
        return draw();
      case "LogLine":
        log.take(event.text);
        return draw();
      case "Notice":
        return said.append(h("p", { class: event.severity }, mark(event.severity), prose(event.text)));
      default:
        return takeResult(drawn(event));
    }
  }

  /** Show the sentences of a result, which are read aloud, before its tables, which are not. */
  function takeResult(elements) {
    const isSentence = (element) => element.tagName === "P";
    outcome.replaceChildren(...elements.filter(isSentence));
    details.replaceChildren(...elements.filter((element) => !isSentence(element)));
  }

  /** Draw at most once a frame: a fast index tells more than a screen shows. */
  function draw() {
    if (isDrawing) {
      return;
    }
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      log.draw();
      const { verb, number } = files.draw();
      if (verb && !isEnding) {
        showStep(verb, number);
      }
    });
  }

  function end() {
    if (stop === stop.getRootNode().activeElement) {
      element.focus();
    }
    stop.hidden = isEnding = true;
    showStep([said, outcome, details].some((place) => place.childElementCount) ? "" : "Done.");
    files.element.open = false;
    draw();
  }

  stop.hidden = !isLong(kind);
  const head = h("div", { class: "head" }, phase, step, stop);
  const facts = { class: "activity", tabindex: "-1", "aria-live": "off" };
  const element = h("div", facts, head, said, outcome, details, files.element, log.element);
  return { element, take };
}

/** Make the table of the files that are on their way, or were. */
function filesView() {
  const files = new Map();
  const rows = h("tbody");
  const summary = h("summary", {}, "Files");
  const list = table("Files", COLUMNS, rows, { kind: "lines" });
  const element = h("details", { open: true, hidden: true }, summary, h("div", { class: "scroll" }, list));

  function take(file) {
    files.delete(file.filename);
    files.set(file.filename, file);
  }

  /** Draw the files, those on their way first; say which step that is, if any is on its way. */
  function draw() {
    const all = [...files.values()];
    const running = all.filter(({ state }) => state === "running");
    const shown = [...running, ...all.filter(({ state }) => state !== "running").reverse()].slice(0, MOST_FILES);
    const others = all.length - shown.length;
    element.hidden = all.length === 0;
    summary.textContent = `Files (${all.length})`;
    fill(rows, shown.map(fileRow), others > 0 && row(`and ${others} more`, ["", "", "", ""]));
    const verb = running[0]?.kind === "Upload" ? "Uploading" : "Downloading";
    return running.length ? { verb, number: `${all.length - running.length + 1} of ${all.length}` } : {};
  }

  return { element, take, draw };
}

function fileRow({ project, filename, version, index, received, total, state }) {
  const name = project || filename;
  if (state !== "running") {
    return row(name, [version, index, size(total || received), STATES[state]], COLUMNS);
  }
  const known = total ? { max: total, value: received } : {};
  const bar = h("progress", { "aria-label": `${name} ${version}`, ...known });
  return row(name, [version, index, total ? `${size(received)} of ${size(total)}` : size(received), bar], COLUMNS);
}

/** Make the log, folded away. */
function logView() {
  const lines = [];
  const text = h("pre", { tabindex: "0", role: "log", "aria-label": "Log" });
  const summary = h("summary", {}, "Log");
  const element = h("details", { hidden: true }, summary, text);

  function take(line) {
    lines.push(line);
    if (lines.length > MOST_LINES) {
      lines.shift();
    }
  }

  /** Draw the lines; who reads the end goes on reading the end. */
  function draw() {
    const isAtEnd = text.scrollTop + text.clientHeight >= text.scrollHeight - 4;
    element.hidden = lines.length === 0;
    summary.textContent = `Log (${count(lines.length, "line")})`;
    text.textContent = lines.join("\n");
    if (isAtEnd) {
      text.scrollTop = text.scrollHeight;
    }
  }

  return { element, take, draw };
}

// What each result looks like.

import { mark, row, table } from "./controls.js";
import { h } from "./dom.js";
import { count, duration, names, size } from "./words.js";

const RESULTS = {
  Built: ({ rows, folder }) => filesTable(rows, `Built into ${folder}`),
  Installed: (event) => [installed(event), changesTable(event.changes), stale(event.stale)],
  Planned: (event) => [planned(event), changesTable(event.changes), outOfDate(event.stale)],
  Published: ({ rows, index, address }) => filesTable(rows, `To ${index} (${address})`),
  Tested: ({ rows }) => tested(rows),
  Used: ({ proofs, default: last }) =>
    done(`In use: ${[...proofs.map(({ index }) => index), last && `then ${last}`].filter(Boolean).join(", ")}`),
  Why: ({ project, index, reason }) =>
    h("p", {}, `${index ? `${project} comes from ${index}` : `No index answers for ${project}`}: ${reason}.`),
};

/** Draw the result of a request; one that the rest of the panel shows by itself draws nothing. */
export function drawn(event) {
  return [RESULTS[event.kind]?.(event)].flat().filter(Boolean);
}

function done(text) {
  return h("p", { class: "done" }, mark("done"), text);
}

function tested(rows) {
  const failed = rows.filter((each) => !each.ok).map(({ index }) => index);
  if (!failed.length) {
    return done(rows.length === 1 ? `${rows[0].index} answers.` : `All ${rows.length} answer.`);
  }
  return (
    rows.length > 1 &&
    h("p", { class: "failed" }, mark("failed"), `${failed.length} of ${rows.length} failed: ${names(failed)}.`)
  );
}

function installed({ tool, changes, seconds }) {
  if (!changes.length) {
    return done("Already satisfied: nothing was changed.");
  }
  const kinds = changes.map(kindOf);
  const counts = ["new", "changed", "removed"].map((kind) => [kinds.filter((each) => each === kind).length, kind]);
  const shown = counts.filter(([number]) => number).map(([number, kind]) => `${number} ${kind}`);
  return done(`Done with ${tool} in ${duration(seconds)}: ${shown.join(", ")}.`);
}

function planned({ tool, changes }) {
  const text = changes.length
    ? `${tool} would change ${count(changes.length, "project")}:`
    : "Already satisfied: nothing would be changed.";
  return h("p", {}, text);
}

function kindOf({ before, after }) {
  return before ? (after ? "changed" : "removed") : "new";
}

function changesTable(changes) {
  const rows = changes.map((change) => {
    const { project, before, after, index } = change;
    const version = before && after ? `${before} → ${after}` : after || before;
    return row(project, [kindOf(change), version, after ? (index ?? "not through the indexes") : ""]);
  });
  return (
    changes.length > 0 && scrolling(table("Changes", ["Project", "What", "Version", "Index"], h("tbody", {}, rows)))
  );
}

function filesTable(files, title) {
  const rows = files.map(({ filename, size: octets, state }) => row(filename, [size(octets), state]));
  return scrolling(table(title, ["File", "Size", "State"], h("tbody", {}, rows), { shown: true }));
}

function scrolling(content) {
  return h("div", { class: "scroll" }, content);
}

function stale(modules) {
  return warning(modules, "changed on disk", "Restart the kernel to use the new files.");
}

function outOfDate(modules) {
  return warning(modules, "would be out of date", "The kernel would have to be restarted to use the new files.");
}

function warning(modules, what, remedy) {
  const text = `These modules are imported already and ${what}: ${names(modules)}. ${remedy}`;
  return modules.length > 0 && h("p", { class: "warning" }, mark("warning"), text);
}

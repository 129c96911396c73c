// What is in the environment of the kernel, where it came from, and what is newer.

import { actions, button, checkbox, field, removeButton, row, table } from "./controls.js";
import { fill, h } from "./dom.js";
import { count } from "./words.js";

const COLUMNS = ["Project", "Version", "From", "Newer", "Actions"];

/** Make the section. */
export function installedSection(app) {
  const body = h("tbody");
  const summary = h("p", { class: "summary", role: "status" });
  const plain = { type: "search", autocomplete: "off", spellcheck: "false", placeholder: "part of a name" };
  const filter = h("input", { ...plain, oninput: draw });
  const own = checkbox("Only what is installed in this environment itself", { checked: true, onchange: draw });
  const question = { about: null };
  let packages = null;
  let isShown = false;
  let known = null; // the state of the indexes when they were asked

  /** Ask the kernel; what was not asked for by a person shows no line. */
  async function load(newer = false, show = app.showLine) {
    summary.textContent = newer ? "Asking the indexes for newer versions …" : "Looking …";
    const { line, error, result } = await app.kernel.perform("ListInstalled", newer ? { newer } : {});
    show(line);
    packages = result ?? packages;
    draw();
    if (error) {
      app.showError(error, { retry: () => load(newer) });
    }
  }

  function draw() {
    const text = filter.value.trim().toLowerCase().replace(/[._]/g, "-");
    const rows = (packages?.rows ?? []).filter((each) => (each.own || !own.box.checked) && each.project.includes(text));
    const newer = rows.filter((each) => each.newer).length;
    const found = packages?.looked ? `, ${newer || "none"} with a newer version` : "";
    summary.textContent = `${count(rows.length, "project")}${found}`;
    list.hidden = !rows.length;
    fill(body, rows.map(rowOf));
  }

  function rowOf({ project, version, index, newer, own: isOwn }) {
    const upgrade = { line: `install --upgrade ${project}` };
    const update = () => app.change(upgrade, { kind: "Install", waiting: `Updating ${project} …` });
    const remove = () => app.change(uninstall(project), { kind: "Uninstall", waiting: `Removing ${project} …` });
    const removal = { line: () => app.showLine(`%altindex uninstall ${project}`), act: remove, draw };
    const buttons = [
      newer && button("Update", update, { name: `Update ${project} to ${newer}` }),
      isOwn && removeButton(question, project, removal),
    ];
    const last = newer ?? (packages.looked ? "—" : "");
    return row(project, [version, index ?? "—", last, h("div", { class: "actions tight" }, buttons)], COLUMNS);
  }

  function shown(isVisible) {
    isShown = isVisible;
    if (isVisible) {
      known = app.state.state;
      load();
    }
  }

  app.onState(() => {
    if (isShown && known !== app.state.state) {
      known = app.state.state;
      load(packages?.looked, () => {});
    }
  });
  const list = h("div", { class: "scroll tall" }, table("Installed projects", COLUMNS, body, { kind: "lines" }));
  const buttons = [button("Look for newer versions", () => load(true)), button("Refresh", () => load())];
  const bar = h("div", { class: "bar" }, field("Filter", filter), own.element, actions(buttons));
  const element = h("div", {}, bar, summary, list);
  return { element, shown, line: "%altindex installed" };
}

function uninstall(project) {
  return { request: "Uninstall", body: { projects: [project] } };
}

// What is in the environment of the kernel, where it came from, and what is newer.

import { actions, button, checkbox, field, fields, removeButton, row, table } from "./controls.js";
import { fill, h } from "./dom.js";
import { count } from "./words.js";

const COLUMNS = ["Project", "Version", "From", "Newer", "Actions"];

/** Make the section. */
export function installedSection(app) {
  const body = h("tbody");
  const summary = h("p", { class: "summary", role: "status" });
  const plain = { type: "search", autocomplete: "off", spellcheck: "false", placeholder: "part of a name" };
  const filter = h("input", { ...plain, oninput: draw });
  const own = checkbox("Only what stands in this environment itself", { checked: true, onchange: draw });
  const question = { about: null };
  let packages = null;
  let isShown = false;

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
    fill(body, rows.map(rowOf));
  }

  function rowOf({ project, version, index, newer, own: isOwn }) {
    const update = () => {
      const options = { kind: "Install", waiting: `Updating ${project} …`, retry: update };
      app.change({ line: `install --upgrade ${project}` }, options);
    };
    const remove = () => app.change(uninstall(project), { kind: "Uninstall", waiting: `Removing ${project} …` });
    const removal = { line: () => app.showLine(`%altindex uninstall ${project}`), act: remove, draw };
    const buttons = [
      newer && button("Update", update, { name: `Update ${project} to ${newer}` }),
      isOwn && removeButton(question, project, removal),
    ];
    const last = newer ?? (packages.looked ? "—" : "");
    return row(project, [version, index ?? "—", last, h("div", { class: "actions tight" }, buttons)]);
  }

  function shown(isVisible) {
    isShown = isVisible;
    if (isVisible) {
      load();
    }
  }

  app.onState(() => isShown && load(packages?.looked, () => {}));
  const list = h("div", { class: "scroll tall" }, table("Installed projects", COLUMNS, body));
  const buttons = actions(
    button("Look for newer versions", () => load(true)),
    button("Refresh", () => load()),
  );
  const element = h("div", {}, fields(field("Filter", filter)), own.element, summary, list, buttons);
  return { element, shown, line: "%altindex installed" };
}

function uninstall(project) {
  return { request: "Uninstall", body: { projects: [project] } };
}

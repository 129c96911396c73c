// The box that takes project names, or a `pip install` line that was pasted.

import { projectBox } from "./complete.js";
import { actions, button, checkbox, choice, field, fields, row, submit, table } from "./controls.js";
import { debounced, fill, h } from "./dom.js";
import { prose } from "./errors.js";
import { inUse } from "./words.js";

const EXAMPLE = "%altindex install NAME";
const EMPTY = "Type the name of a project first.";
const MOST_VERSIONS = 30;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*/;
const TOOLS = [
  ["", "uv where it is there, else pip"],
  ["uv", "uv"],
  ["pip", "pip"],
];

/** Make the section. */
export function installSection(app) {
  const check = debounced(showCheck);
  const projects = projectBox({
    label: "Install",
    placeholder: "acme-models>=1, or paste a pip install line",
    search,
    onchange: check,
  });
  const remark = h("p", { class: "failed", role: "status" });
  const asked = h("p", { class: "hint" });
  const versions = h("div");
  const options = {
    "--upgrade": checkbox("Upgrade", { onchange: check, hint: "to the newest version" }),
    "--pre": checkbox("Pre-releases", { onchange: check }),
    "--no-deps": checkbox("Without dependencies", { onchange: check }),
  };
  const tool = choice(TOOLS, { onchange: check });

  async function search(text) {
    return (await app.kernel.perform("Search", { text })).result?.rows ?? [];
  }

  /** Give the line that the form stands for; the kernel reads it as it reads any line. */
  function line(...more) {
    const chosen = Object.entries(options).filter(([, { box }]) => box.checked);
    const installer = tool.value ? ["--with", tool.value] : [];
    return ["install", projects.box.value.trim(), ...chosen.map(([option]) => option), ...more, ...installer].join(" ");
  }

  async function showCheck() {
    const isEmpty = !projects.box.value.trim();
    const answer = isEmpty ? { line: EXAMPLE } : await app.kernel.check("install", { line: line() });
    if (answer) {
      say(answer.error?.what);
      app.showLine(answer.line);
    }
  }

  /** Say what is wrong with what was typed, if anything is. */
  function say(wrong = "") {
    projects.box.setAttribute("aria-invalid", String(wrong !== ""));
    fill(remark, wrong && prose(wrong));
  }

  /** Tell whether there is anything in the box; if not, say so, and go there. */
  function isReady() {
    if (projects.box.value.trim()) {
      return true;
    }
    say(EMPTY);
    projects.box.focus();
    return false;
  }

  function run(more, waiting) {
    check.cancel();
    projects.close();
    if (isReady()) {
      app.change({ line: line(...more) }, { waiting, kind: "Install" });
    }
  }

  async function showVersions() {
    const project = projects.box.value.trim().replace(/^pip3? install /, "").match(NAME)?.[0];
    if (!project) {
      say(EMPTY);
      projects.box.focus();
      return;
    }
    check.cancel();
    projects.close();
    fill(versions, h("p", { class: "quiet" }, `Asking for the versions of ${project} …`));
    const { line: shown, error, result } = await app.kernel.perform("ListVersions", { project });
    app.showLine(shown);
    fill(versions, result ? versionsTable(result, pick) : []);
    if (error) {
      app.showError(error, { retry: showVersions });
    }
  }

  function pick(requirement) {
    projects.box.value = requirement;
    versions.replaceChildren();
    check();
    projects.box.focus();
  }

  function send(event) {
    event.preventDefault();
    run([], "Resolving …");
  }

  const preview = () => run(["--dry-run"], "Finding out what would be installed …");
  const buttons = [
    submit("Install"),
    button("Preview", preview, { name: "Preview what would be installed" }),
    button("Versions", showVersions, { name: "Show the versions to choose from" }),
  ];
  const boxes = h(
    "div",
    { class: "checks" },
    Object.values(options).map(({ element }) => element),
  );
  const folded = h("details", {}, h("summary", {}, "Options"), boxes, fields(field("Installer", tool)));
  app.onState(() => fill(asked, app.state.state && inUse(app.state.state)));
  const facts = { "aria-label": "Install", onsubmit: send };
  const element = h("form", facts, projects.element, remark, asked, actions(buttons), folded, versions);
  return { element, line: EXAMPLE };
}

/** Offer the versions of a project, each with the index that has it. */
function versionsTable({ project, rows }, pick) {
  if (!rows.length) {
    return h("p", {}, `No index in use offers ${project}.`);
  }
  const body = rows.slice(0, MOST_VERSIONS).map(({ version, index, uploaded, yanked }) => {
    const choose = button("Choose", () => pick(`${project}==${version}`), {
      name: `Choose ${project} ${version}`,
      kind: "quiet",
    });
    const note = yanked === null ? "" : `yanked ${yanked}`;
    return row(version, [index, uploaded.slice(0, 10) || "—", note, h("div", { class: "actions tight" }, choose)]);
  });
  const heads = ["Version", "Index", "Uploaded", "Note", "Choose"];
  const list = table(`Versions of ${project}`, heads, h("tbody", {}, body), { shown: true });
  const others = rows.length - MOST_VERSIONS;
  return [h("div", { class: "scroll short" }, list), others > 0 && h("p", { class: "hint" }, `and ${others} older`)];
}

// From a project folder to an index: build, check, upload.

import { actions, button, checkbox, choice, field, fields, submit, textInput } from "./controls.js";
import { fill, h } from "./dom.js";

const UNREAD = "Name and version are read when it is built.";

/** Make the section. */
export function publishSection(app) {
  const project = choice([], { "data-key": "project", onchange: showProject });
  const folder = textInput("./my-lib", { oninput: showLine });
  const folderField = field("Folder", folder, "from the working folder of this kernel");
  const facts = h("p", { class: "preview", role: "status" });
  const target = choice([], { "data-key": "target", onchange: showLine });
  const skip = checkbox("Leave out what the index has already", { onchange: showLine });
  let projects = [];

  async function load() {
    const answer = await app.kernel.perform("ListProjects");
    projects = answer.result?.rows ?? [];
    const found = projects.map(({ path, name }) => [path, name ? `${name} (${path})` : path]);
    offer(project, [...found, ["", "another folder …"]]);
    showProject();
  }

  /** Put new options into a choice, and keep what was chosen where it is still there. */
  function offer(select, options) {
    const chosen = select.value;
    fill(select, [...choice(options).children]);
    select.value = options.some(([value]) => value === chosen && value) ? chosen : (options[0]?.[0] ?? "");
  }

  /** Show what is known of the chosen project. */
  function showProject() {
    const known = projects.find(({ path }) => path === project.value);
    folderField.hidden = project.value !== "";
    const version = ` ${known?.version ?? "in a version that the build decides"}`;
    fill(facts, known?.name ? [h("strong", {}, known.name), version] : UNREAD);
    showLine();
  }

  function showTargets() {
    const rows = app.state.state?.rows ?? [];
    offer(
      target,
      rows.filter(({ index }) => index.publish_url).map(({ index }) => [index.name, index.name]),
    );
  }

  function path() {
    const chosen = project.value || folder.value.trim();
    return chosen ? { path: chosen } : {};
  }

  function body(more = {}) {
    return { index: target.value, ...path(), ...(skip.box.checked && { skip_existing: true }), ...more };
  }

  async function showLine() {
    const answer = await app.kernel.check("publish", { request: "Publish", body: body() });
    app.showLine(answer?.line);
  }

  /** Publish as `wanted` says; what is confirmed or done again is the same, whatever stands in the form by then. */
  async function publish(wanted, waiting = "Building …") {
    const { error } = await app.change({ request: "Publish", body: wanted }, { kind: "Publish", waiting });
    if (error?.reference === "confirmation-needed") {
      const confirm = () => publish({ ...wanted, yes: true }, waiting);
      app.showError(error, { also: button(`Upload to ${wanted.index}, for everybody`, confirm, { kind: "danger" }) });
    }
  }

  function build() {
    app.change({ request: "Build", body: path() }, { kind: "Build", waiting: "Building …" });
  }

  function send(event) {
    event.preventDefault();
    publish(body());
  }

  const preview = () => publish(body({ dry_run: true }), "Building, to see what would go where …");
  const buttons = [
    submit("Publish"),
    button("Preview", preview, { name: "Preview what would be uploaded" }),
    button("Only build", build),
  ];
  const targets = field("To index", target, "those that have a publish URL");
  const explained = h(
    "p",
    { class: "hint" },
    "Publish builds the project afresh, checks what was built, and uploads it.",
  );
  const head = fields(field("Project", project), folderField, targets);
  const form = { "aria-label": "Publish", onsubmit: send };
  const element = h("form", form, head, facts, skip.element, actions(buttons), explained);
  app.onState(showTargets);
  return { element, shown: (isVisible) => isVisible && load(), line: "%altindex publish --to NAME" };
}

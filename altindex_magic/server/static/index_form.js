// Adding an index, by its URL or by a preset, and editing one.

import { button, checkbox, field, fill, h } from "./dom.js";
import { ask, indexPath } from "./rest.js";

/** Make the form; without `row` it adds an index. `close` is called with the name when it is done with. */
export function indexForm(app, row, close) {
  const index = row?.index;
  const text = (value = "", placeholder = "") => h("input", { type: "text", value, placeholder, autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  const name = text(index?.name, "fury");
  name.required = true;
  const url = text(index?.url, "https://pypi.example.com/simple/");
  const username = text(index?.username, "often empty or __token__");
  const packages = text(index?.packages.join(", "), "acme-*, acme");
  const publish = text(index?.publish_url, "where uploads go");
  const http = checkbox("Accept an address that is not encrypted", { checked: index?.allow_http });
  const preset = h("select", { onchange: showFields }, h("option", { value: "" }, "another: I know the URL"), app.presets.map((each) => h("option", { value: each.name }, each.title)));
  const fields = h("div", { class: "fields" });
  const hint = h("p", { class: "hint" });
  const urlField = field("URL", url, "as pip's --index-url takes it, or the path of a folder");
  const values = new Map();

  function showFields() {
    const chosen = app.presets.find((each) => each.name === preset.value);
    values.clear();
    fill(fields, (chosen?.fields ?? []).map((each) => {
      const input = text("", each.placeholder);
      values.set(each.name, input);
      return field(each.name, input, each.hint);
    }));
    urlField.hidden = Boolean(chosen);
    hint.textContent = [chosen?.token, chosen?.warning].filter(Boolean).join(" ");
  }

  /** Give what was filled in; what was emptied is `null` where something is edited. */
  function body() {
    const nothing = index ? null : undefined;
    const globs = packages.value.split(/[\s,]+/).filter(Boolean);
    const common = { username: username.value.trim() || nothing, publish_url: publish.value.trim() || nothing, packages: globs.length > 0 ? globs : nothing, allow_http: http.box.checked || nothing };
    if (preset.value) {
      const given = [...values].filter(([, input]) => input.value.trim()).map(([key, input]) => [key, input.value.trim()]);
      return { ...common, preset: preset.value, fields: given };
    }
    return { ...common, url: url.value.trim() };
  }

  async function save(event) {
    event.preventDefault();
    const wanted = name.value.trim();
    const work = index ? () => edit(wanted) : () => ask("PUT", indexPath(wanted), { body: body(), version: null });
    if (await app.attempt("Saving …", work, `${wanted} is saved.`)) {
      close(wanted);
    }
  }

  async function edit(wanted) {
    const changed = await ask("PATCH", indexPath(index.name), { body: differences(index, body()), version: row.version });
    if (wanted !== index.name) {
      await ask("PATCH", indexPath(index.name), { body: { name: wanted }, version: changed.version });
    }
  }

  const element = h(
    "form",
    { class: "card", onsubmit: save, "aria-label": index ? `Edit ${index.name}` : "Add an index" },
    !index && h("div", { class: "fields" }, field("Provider", preset)),
    fields,
    hint,
    h("div", { class: "fields" }, field("Name", name), urlField, field("User name", username), field("Names that only this index may answer for", packages, "such as acme-*: no other index is ever asked for them"), field("Upload URL", publish)),
    http.element,
    h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Save"), button("Cancel", () => close(index?.name))),
  );
  return { element, focus: () => (index ? url : preset).focus() };
}

/** Give only what differs, so that nothing else is touched. */
function differences(index, wanted) {
  const before = { url: index.url, username: index.username, publish_url: index.publish_url, packages: index.packages.length > 0 ? index.packages : null, allow_http: index.allow_http || null };
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])));
}

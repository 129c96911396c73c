// What defines an index: the fields of its provider, and everything else that `add` takes.

import { checkbox, choice, field, fields, textInput } from "./controls.js";
import { fill, h } from "./dom.js";
import { usernameHint } from "./secret.js";

const PATTERNS =
  "Names that only this index may answer for, such as acme-*. No other index is ever asked for them, so nobody can " +
  "slip in a package of that name.";
const SCOPES = [
  ["user", "me"],
  ["project", "this project (pyproject.toml)"],
  ["site", "all users of this machine"],
];
/** The text fields: what they are in the request, their label, placeholder and hint. */
const TEXTS = {
  name: ["Name", "fury", "what you call it"],
  url: ["URL", "https://pypi.example.com/simple/", "as pip's --index-url takes it, or the path of a folder"],
  username: ["User name", "", ""],
  packages: ["Patterns of owned names", "acme-*, acme", PATTERNS],
  publish_url: ["Publish URL", "", "where uploads go, if not to the URL"],
  ca_cert: ["CA certificates", "/etc/ssl/acme.pem", "a PEM file, if your organisation has its own authority"],
  client_cert: ["Client certificate", "", "a PEM file with its key"],
  cooldown: ["Cool-down", "7d", "take no file that was uploaded more recently"],
  cooldown_except: ["Cool-down except", "acme-*", "names to which that does not apply"],
};
const LISTS = new Set(["packages", "cooldown_except"]);
const ADVANCED = ["publish_url", "ca_cert", "client_cert", "cooldown", "cooldown_except"];

/** Make the controls of a definition; `onchange` is called when any of them changes, `index` is the one to edit. */
export function definition(app, index, onchange) {
  const inputs = {};
  const labelled = {};
  for (const [name, [label, placeholder, hint]] of Object.entries(TEXTS)) {
    inputs[name] = textInput(placeholder, { "data-key": name });
    labelled[name] = field(label, inputs[name], hint);
  }
  const provider = choice([["", "custom: I know the URL"], ...app.providers()], {
    "data-key": "provider",
    onchange: showProvider,
  });
  const scope = choice(SCOPES);
  const http = checkbox("Accept an address that is not encrypted");
  const isDefault = checkbox("Use it in place of the default index");
  const ofProvider = fields();
  const asked = new Map();

  function preset() {
    return app.presets.get(provider.value);
  }

  function showProvider() {
    asked.clear();
    fill(ofProvider, index ? [] : (preset()?.fields ?? []).map(providerField));
    labelled.url.hidden = Boolean(preset()) && !index;
    inputs.username.placeholder = usernameHint(preset()?.username);
    onchange();
  }

  function providerField({ name, placeholder, hint, default: preset }) {
    const input = textInput(placeholder, { "aria-required": preset === null && "true" });
    asked.set(name, input);
    return field(name, input, hint + (preset ? ` (${preset} if left out)` : ""));
  }

  /** Give the body of the request: only what was filled in, so that its line stays short. */
  function body() {
    const texts = Object.keys(TEXTS).filter((name) => value(name).length && !labelled[name].hidden);
    const given = [...asked].filter(([, input]) => input.value.trim());
    return {
      ...Object.fromEntries(texts.map((name) => [name, value(name)])),
      name: value("name"),
      scope: scope.value,
      ...(provider.value && { preset: provider.value }),
      ...(given.length && { fields: given.map(([name, input]) => [name, input.value.trim()]) }),
      ...(http.box.checked && { allow_http: true }),
      ...(isDefault.box.checked && { default: true }),
      ...(index && { replace: true }),
    };
  }

  function value(name) {
    const text = inputs[name].value.trim();
    return LISTS.has(name) ? text.split(/[\s,]+/).filter(Boolean) : text;
  }

  /** List what is needed and has not been filled in: before it is, a complaint would come too soon. */
  function missing() {
    const required = [...asked.values()].filter((input) => input.getAttribute("aria-required"));
    const needed = [inputs.name, ...required, ...(labelled.url.hidden ? [] : [inputs.url])];
    return needed.filter((input) => !input.value.trim());
  }

  /** Mark the inputs in which something is `wrong`, and only these. */
  function mark(wrong) {
    for (const input of [...Object.values(inputs), ...asked.values()]) {
      input.setAttribute("aria-invalid", String(wrong.includes(input)));
    }
  }

  function prefill() {
    for (const name of Object.keys(TEXTS)) {
      inputs[name].value = LISTS.has(name) ? (index[name] ?? []).join(", ") : (index[name] ?? "");
    }
    provider.value = index.preset ?? "";
    scope.value = index.layer;
    provider.disabled = scope.disabled = true;
    http.box.checked = index.allow_http;
    isDefault.box.checked = index.default;
  }

  if (index) {
    prefill();
  }
  const more = h(
    "details",
    { open: Boolean(index) && ADVANCED.some((name) => inputs[name].value) },
    h("summary", {}, "More options"),
    fields(
      ADVANCED.map((name) => labelled[name]),
      field("For", scope),
    ),
    http.element,
    isDefault.element,
  );
  const head = fields(field("Provider", provider), labelled.name);
  const parts = { head, ofProvider, url: labelled.url, username: labelled.username, packages: labelled.packages, more };
  return {
    parts,
    inputs,
    body,
    missing,
    mark,
    preset,
    showProvider,
    focus: () => (index ? inputs.packages : provider).focus(),
  };
}

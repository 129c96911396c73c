// Adding and editing an index: the kernel looks at every keystroke, and says what the magic would say.

import { actions, button, field, fields, mark, submit } from "./controls.js";
import { definition } from "./definition.js";
import { debounced, fill, h } from "./dom.js";
import { errorCard, prose } from "./errors.js";
import { keepChoice, secretInput, taken, tokenHint } from "./secret.js";

const FIELD_OF_ERROR = {
  "invalid-name": "name",
  "duplicate-name": "name",
  "reserved-name": "name",
  "invalid-url": "url",
  "plain-http": "url",
  "secret-in-url": "url",
  "secret-in-field": "url",
};

const EXAMPLE = "%altindex add NAME URL";
const UNKNOWN = "The URL is shown here as soon as it is known.";

/** Make the form; without `index` it adds one. `close` is called when it has done its work, `cancel` when it is to do none. */
export function addForm(app, index, { close, cancel }) {
  const secret = secretInput();
  const keep = keepChoice();
  const hint = h("div");
  const warning = h("p", { class: "warning", hidden: true });
  const preview = h("p", { class: "preview", role: "status" }, UNKNOWN);
  const suggestion = h("div");
  const outcome = h("div", { "aria-live": "polite" });
  const local = { ...app, openLogin: null }; // one logs in here
  const check = debounced(showCheck);
  const form = definition(app, index, () => showProvider());
  let held = false;

  function showProvider() {
    const preset = form.preset();
    fill(hint, tokenHint(preset));
    warning.hidden = !preset?.warning;
    fill(warning, mark("warning"), preset?.warning ?? "");
    check();
  }

  /** Let the kernel say what would be defined, or what is wrong with it so far. */
  async function showCheck() {
    const answer = await app.kernel.check(title, { request: "Add", body: form.body() });
    if (!answer || !element.isConnected) {
      return;
    }
    const { line, error, result } = answer;
    app.showLine(form.inputs.name.value.trim() ? line : EXAMPLE);
    const place = FIELD_OF_ERROR[error?.reference];
    if (error && (!form.missing().length || form.inputs[place]?.value)) {
      complain([form.inputs[place]], prose([error.what, error.why].filter(Boolean).join(" ")));
    } else {
      form.mark([]);
      preview.className = "preview";
      fill(preview, address(result));
    }
  }

  /** Say what is wrong, and mark the inputs in which it is. */
  function complain(inputs, text) {
    form.mark(inputs);
    preview.className = "preview failed";
    fill(preview, mark("failed"), text);
  }

  function address(described) {
    if (!described) {
      return UNKNOWN;
    }
    const { url, publish_url: uploads } = described.index;
    return ["URL: ", h("code", {}, url), uploads && [" · uploads to ", h("code", {}, uploads)]];
  }

  /** Tell whether there is something to be tested or saved; if not, say what is missing, and go there. */
  function isReady() {
    const missing = form.missing();
    if (missing.length) {
      complain(missing, `Still to be filled in: ${missing.map((input) => input.labels[0].textContent).join(", ")}.`);
      missing[0].focus();
    }
    return missing.length === 0;
  }

  /** Prove it before it is saved. */
  async function test() {
    if (!isReady()) {
      return;
    }
    const value = taken(secret);
    const message = { try: form.body(), secret: value };
    const answer = await app.change(message, { place: outcome, waiting: "Asking the index one real question …" });
    if (answer.error) {
      fill(outcome, errorCard(local, answer.error));
      return;
    }
    const [{ protocol, projects, patterns }] = answer.events.findLast(({ kind }) => kind === "Tested").rows;
    held = held || Boolean(value);
    const facts = [protocol, projects !== null && `${projects.toLocaleString()} projects`].filter(Boolean).join(", ");
    const kept = held ? " The secret was accepted; the kernel holds it until you save." : "";
    fill(outcome, h("p", { class: "done" }, mark("done"), `It answers: ${facts}.${kept}`));
    suggest(patterns);
  }

  /** Offer the patterns that the index's own list suggests. */
  function suggest(patterns) {
    const offers = patterns
      .filter((pattern) => !form.inputs.packages.value.includes(pattern))
      .map((pattern) => button(pattern, () => own(pattern, patterns), { name: `Own ${pattern}` }));
    fill(suggestion, offers.length > 0 && actions(h("span", { class: "hint" }, "Its list suggests:"), offers));
  }

  function own(pattern, patterns) {
    const { packages } = form.inputs;
    packages.value = [packages.value.trim(), pattern].filter(Boolean).join(", ");
    suggest(patterns);
    check();
    packages.focus();
  }

  async function save(event) {
    event.preventDefault();
    if (!isReady()) {
      return;
    }
    const wanted = form.body();
    const value = taken(secret);
    const steps = [
      index && index.name !== wanted.name && { request: "Rename", body: { old: index.name, new: wanted.name } },
      { request: "Add", body: wanted },
    ];
    for (const step of steps.filter(Boolean)) {
      const answer = await app.change(step, { place: outcome, waiting: "Saving …" });
      if (answer.error) {
        fill(outcome, errorCard(local, answer.error));
        form.inputs[FIELD_OF_ERROR[answer.error.reference]]?.focus();
        return;
      }
    }
    const refused = value || held ? await logIn(wanted, value) : null;
    close();
    if (refused) {
      app.openLogin(wanted.name, refused);
    } else {
      const isUsed = app.used().includes(wanted.name);
      const start = button(`Use ${wanted.name} now`, () => app.useAlso(wanted.name), { kind: "primary" });
      app.announce(`${wanted.name} is ${index ? "changed" : "added"}.`, "done", isUsed || wanted.default ? [] : [start]);
    }
  }

  /** Keep the secret that was typed, or that was tried before; give the error if it is refused. */
  async function logIn({ name, username }, value) {
    const login = { name, ...(username && { username }), ...(keep.value && { keep: keep.value }) };
    const busy = { place: outcome, waiting: "Trying the credential …" };
    return (await app.change({ login, secret: value }, busy)).error;
  }

  const title = index ? `Edit ${index.name}` : "Add an index";
  const { head, ofProvider, url, username, packages, more } = form.parts;
  const secretField = field("Secret", secret, "not shown, and not saved in the notebook");
  const element = h(
    "form",
    { class: "card", "aria-label": title, onsubmit: save, oninput: check },
    h("h4", {}, title),
    head,
    warning,
    ofProvider,
    url,
    preview,
    h(
      "fieldset",
      {},
      h("legend", {}, "Credential (if it wants one)"),
      hint,
      fields(username, secretField, field("Keep it", keep)),
    ),
    packages,
    suggestion,
    more,
    actions(button("Test", test, { key: "test-new" }), submit("Save"), button("Cancel", cancel)),
    outcome,
  );
  form.showProvider();
  return { element, focus: form.focus };
}

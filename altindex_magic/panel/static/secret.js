// Logging in: the secret is in the input and in one message, and nowhere else.

import { actions, button, choice, field, fields, submit, textInput } from "./controls.js";
import { fill, h } from "./dom.js";
import { errorCard } from "./errors.js";

const PLACES = [
  ["typed", "type it here"],
  ["env", "an environment variable"],
  ["command", "what a command prints"],
];
const KEEP = [
  ["", "in the keyring if there is one"],
  ["session", "until this kernel ends"],
  ["keyring", "in the keyring, or not at all"],
];

/** Make the input for a secret; password managers and the browser are asked to leave it alone. */
export function secretInput() {
  const alone = { autocomplete: "one-time-code", "data-1p-ignore": true, "data-lpignore": "true" };
  return textInput("", { ...alone, type: "password", "data-key": "secret" });
}

/** Take the secret out of its input: what was taken is not there any more. */
export function taken(input) {
  const secret = input.value;
  input.value = "";
  return secret;
}

/** Make a choice of where a typed secret is kept. */
export function keepChoice() {
  return choice(KEEP);
}

/** Say where the token of a provider is found. */
export function tokenHint(preset) {
  if (!preset?.token) {
    return null;
  }
  const link =
    preset.token_url &&
    h("a", { href: preset.token_url, target: "_blank", rel: "noopener noreferrer" }, "How to get one");
  return h("p", { class: "hint" }, preset.token, " ", link);
}

/** Say what stands in the field of the user name of a provider. */
export function usernameHint(prescribed) {
  return prescribed === "$secret" ? "none is needed here" : (prescribed ?? "often empty or __token__");
}

/** Make the form that logs in to `index`; `close` is called when it has done so, `cancel` when it is not to. */
export function loginForm(app, index, { close, cancel }) {
  const preset = app.presets.get(index.preset);
  const place = choice(PLACES, { onchange: showPlace });
  const username = textInput(usernameHint(index.username));
  username.value = index.username && index.username !== "$secret" ? index.username : "";
  const secret = secretInput();
  const keep = keepChoice();
  const source = textInput("", { oninput: showLine });
  const sourceField = field("Variable", source);
  const typed = fields(field("Secret", secret, "not shown, and not saved in the notebook"), field("Keep it", keep));
  const named = fields(sourceField);
  const outcome = h("div", { "aria-live": "polite" });

  function showPlace() {
    typed.hidden = place.value !== "typed";
    named.hidden = place.value === "typed";
    sourceField.querySelector("label").textContent = place.value === "env" ? "Variable" : "Command";
    source.placeholder = place.value === "env" ? "FURY_TOKEN" : preset?.command_hint || "op read op://team/fury/token";
    showLine();
  }

  async function showLine() {
    const answer = await app.kernel.check(title, { request: "Login", body: body() });
    app.showLine(answer?.line);
  }

  function body() {
    const user = username.value.trim();
    const login = { name: index.name, ...(user && { username: user }) };
    if (place.value === "typed") {
      return { ...login, ...(keep.value && { keep: keep.value }) };
    }
    return { ...login, [place.value]: source.value.trim() };
  }

  async function send(event) {
    event.preventDefault();
    const message =
      place.value === "typed" ? { login: body(), secret: taken(secret) } : { request: "Login", body: body() };
    const answer = await app.change(message, { place: outcome, waiting: `Trying the credential at ${index.name} …` });
    if (answer.error) {
      fill(outcome, errorCard({ ...app, openLogin: null }, answer.error));
      (typed.hidden ? source : secret).focus();
      return;
    }
    close();
    app.announce(`Logged in to ${index.name}.`, "done");
  }

  const title = `Log in to ${index.name}`;
  const element = h(
    "form",
    { class: "card", "aria-label": title, onsubmit: send },
    h("h4", {}, title),
    tokenHint(preset),
    fields(field("User name", username), field("The secret is", place)),
    typed,
    named,
    actions(submit("Log in"), button("Cancel", cancel)),
    outcome,
  );
  showPlace();
  return { element, focus: () => (index.username ? secret : username).focus() };
}

// Typing a secret once. It goes to the server in one request, and stands nowhere else.

import { button, field, h } from "./dom.js";
import { ask, indexPath } from "./rest.js";

/** Make the form for the index of `row`. */
export function loginForm(app, row, close) {
  const { index } = row;
  const username = h("input", { type: "text", value: index.username ?? "", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  const secret = h("input", { type: "password", autocomplete: "new-password", required: true });
  const keep = h("select", {}, h("option", { value: "" }, "in the keyring, if there is one"), h("option", { value: "session" }, "until this server ends"));

  async function save(event) {
    event.preventDefault();
    const body = { username: username.value.trim(), secret: secret.value, ...(keep.value && { keep: keep.value }) };
    secret.value = "";
    const said = ({ events }) => events.filter((each) => each.kind === "Notice").map((each) => each.text).join(" ");
    if (await app.attempt("Trying the secret …", () => ask("PUT", `${indexPath(index.name)}/credential`, { body, version: row.version }), said)) {
      close(index.name);
    } else {
      secret.focus();
    }
  }

  async function forget() {
    if (await app.attempt("Forgetting …", () => ask("DELETE", `${indexPath(index.name)}/credential`), `No secret is kept for ${index.name}.`)) {
      close(index.name);
    }
  }

  const element = h(
    "form",
    { class: "card", onsubmit: save, "aria-label": `Log in to ${index.name}` },
    h("p", {}, "The secret is sent to ", h("code", {}, index.url), " and nowhere else."),
    h("div", { class: "fields" }, field("User name", username, "often empty or __token__"), field("Secret", secret, "not shown"), field("Keep it", keep)),
    h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Log in"), button("Forget the secret", forget), button("Cancel", () => close(index.name))),
  );
  return { element, focus: () => secret.focus() };
}

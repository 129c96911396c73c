// What the gateway answers, the latest first: refusals with their causes, and where names came from.

import { h, prose } from "./dom.js";

const MOST = 100;

/** Make the list; `take` adds an event. */
export function eventList() {
  const nothing = h("p", { class: "quiet" }, "Nothing has been asked yet.");
  const list = h("ol", { class: "events", role: "log", "aria-live": "polite", tabindex: "0", "aria-labelledby": "events-title" });
  const element = h("div", {}, nothing, list);

  function take({ event, kernel }) {
    nothing.hidden = true;
    list.prepend(h("li", {}, ...described(event), h("span", { class: "hint" }, whose(kernel))));
    if (list.children.length > MOST) {
      list.lastElementChild.remove();
    }
  }

  return { element, take };
}

function whose(kernel) {
  return kernel?.startsWith("terminals-") ? " — a terminal" : kernel && ` — kernel ${kernel.slice(0, 8)}`;
}

function described(event) {
  switch (event.kind) {
    case "Refusal":
      return refusal(event.error);
    case "Answer":
      return [h("code", {}, event.project), ` comes from ${event.index} (${event.rule})`];
    case "Download":
      return [h("code", {}, event.filename), event.state === "failed" ? " could not be fetched" : ` from ${event.index}${event.state === "cached" ? ", from the cache" : ""}`];
    default:
      return [h("code", {}, event.filename ?? event.kind)];
  }
}

function refusal(error) {
  const facts = [["Why", error.why], ["Do", error.remedy]].filter(([, text]) => text);
  const list = h("dl", {}, facts.map(([label, text]) => [h("dt", {}, label), h("dd", {}, prose(text))]));
  return [h("span", { class: "failed" }, h("span", { "aria-hidden": "true" }, "✗ "), prose(error.what)), list, h("code", { class: "hint" }, error.reference)];
}

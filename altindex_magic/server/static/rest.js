// The REST API: every call gives the body of the answer or throws the error that the server tells.

const base = document.body.dataset.api;

/** What the server told about a request that it did not fulfil. */
export class Refused extends Error {
  constructor(error) {
    super(error.what);
    this.told = error;
  }
}

function xsrfToken() {
  return document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? "";
}

/** Send a request; a write names the `version` that it changes, or `null` for what is not there yet. */
export async function ask(method, path, { body, version } = {}) {
  const headers = { Accept: "application/json", "X-XSRFToken": xsrfToken() };
  if (version !== undefined) {
    headers[version === null ? "If-None-Match" : "If-Match"] = version === null ? "*" : `"${version}"`;
  }
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch(`${base}/${path}`, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin" });
  } catch {
    throw new Refused({ reference: "server-gone", what: "The Jupyter server does not answer.", why: "It has ended, or the network is down.", causes: [] });
  }
  const text = await answer.text();
  const told = text ? parsed(text) : {};
  if (!answer.ok) {
    throw new Refused(told.error ?? { reference: `http-${answer.status}`, what: `The server answered ${answer.status}.`, causes: [] });
  }
  const etag = answer.headers.get("ETag");
  return etag ? { ...told, version: etag.replaceAll(/^W\/|"/g, "") } : told;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Give the path of an index. */
export function indexPath(name) {
  return `indexes/${encodeURIComponent(name)}`;
}

/** Call `take` with each event, those of the past first. A JupyterHub wants the token here, too, and it has no headers. */
export function follow(take) {
  const source = new EventSource(`${base}/events?_xsrf=${encodeURIComponent(xsrfToken())}`);
  source.addEventListener("message", (message) => take(JSON.parse(message.data)));
  return source;
}

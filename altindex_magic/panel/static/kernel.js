// The line to the kernel: one custom message a request, and the messages that come back.

const PATIENCE = 2500;

/** Talks to the kernel of one widget. A message is saved nowhere; a trait would be. */
export class Kernel {
  /** `onlive` is called with false when the kernel does not answer in time, and with true when it does again. */
  constructor(model, onlive) {
    this.model = model;
    this.onlive = onlive;
    this.calls = new Map();
    this.asked = new Map();
    this.listeners = new Set();
    this.prefix = Math.random().toString(36).slice(2);
    this.count = 0;
    this.receive = (message) => this.take(message);
    model.on("msg:custom", this.receive);
  }

  /** Forget everything: the view is gone. */
  close() {
    this.say({ bye: true });
    this.model.off("msg:custom", this.receive);
    this.listeners.clear();
    this.onlive = () => {};
  }

  /** Send a message that nobody answers. */
  say(message) {
    this.count += 1;
    const call = `${this.prefix}-${this.count}`;
    try {
      this.model.send({ call, ...message });
    } catch {
      this.onlive(false); // the front end knows already that there is nobody
    }
    return call;
  }

  /**
   * Send a message and wait for its end: `{events, result, error, causes, line}`, where the result is the last event.
   * It never fails: what cannot be done has an `error`. `on` is called with each message on the way.
   */
  ask(message, on = () => {}) {
    return new Promise((resolve) => {
      const answer = { events: [], result: null, error: null, causes: [], line: "" };
      // A kernel takes every message down at once, however long it then works: one that is silent is not there.
      const silence = setTimeout(() => this.onlive(false), PATIENCE);
      this.calls.set(this.say(message), { answer, resolve, on, silence });
    });
  }

  /** Perform the request of that name. */
  perform(request, body = {}, on = undefined) {
    return this.ask({ request, body }, on);
  }

  /** Ask only to see what would be; `null` if a later question on that `topic` was asked meanwhile. */
  async check(topic, message) {
    const asked = Symbol(topic);
    this.asked.set(topic, asked);
    const answer = await this.ask({ ...message, check: true });
    return this.asked.get(topic) === asked ? answer : null;
  }

  take(message) {
    const open = this.calls.get(message.call);
    this.onlive(true);
    if (open) {
      this.note(open, message);
    }
    for (const listener of this.listeners) {
      listener(message, Boolean(open));
    }
  }

  note({ answer, resolve, on, silence }, message) {
    clearTimeout(silence);
    if (message.line) {
      answer.line = message.line;
    }
    if (message.event) {
      answer.events.push(message.event);
      answer.result = message.event;
    }
    on(message);
    if (message.error || message.done || message.hello) {
      this.calls.delete(message.call);
      resolve(Object.assign(answer, { error: message.error ?? null, causes: message.causes ?? [] }));
    }
  }
}

// events: JavaScript for the script's own interpreter. See prelude.ts.

export const EVENTS = String.raw`
class EventEmitter {
  #on = new Map();
  on(name, run) {
    this.#on.set(name, [...(this.#on.get(name) ?? []), run]);
    return this;
  }
  addListener(name, run) {
    return this.on(name, run);
  }
  prependListener(name, run) {
    this.#on.set(name, [run, ...(this.#on.get(name) ?? [])]);
    return this;
  }
  once(name, run) {
    const one = (...a) => {
      this.off(name, one);
      return run.apply(this, a);
    };
    one.listener = run;
    return this.on(name, one);
  }
  off(name, run) {
    this.#on.set(
      name,
      (this.#on.get(name) ?? []).filter((r) => r !== run && r.listener !== run),
    );
    return this;
  }
  removeListener(name, run) {
    return this.off(name, run);
  }
  removeAllListeners(name) {
    if (name === undefined) this.#on.clear();
    else this.#on.delete(name);
    return this;
  }
  listeners(name) {
    return [...(this.#on.get(name) ?? [])];
  }
  listenerCount(name) {
    return (this.#on.get(name) ?? []).length;
  }
  eventNames() {
    return [...this.#on.keys()];
  }
  setMaxListeners() {
    return this;
  }
  emit(name, ...args) {
    const all = this.#on.get(name) ?? [];
    if (name === 'error' && all.length === 0) throw args[0];
    for (const run of all) {
      const result = run.apply(this, args);
      if (result && typeof result.then === 'function') result.then(undefined, uncaught);
    }
    return all.length > 0;
  }
}
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.once = (e, name) =>
  new Promise((done, fail) => {
    e.once(name, (...a) => done(a));
    if (name !== 'error') e.once('error', fail);
  });
`;

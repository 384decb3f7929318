// process and timers: JavaScript for the script's own interpreter. See prelude.ts.

export const PROCESS = String.raw`
const soon = (run) => {
  Promise.resolve().then(run).then(undefined, uncaught);
};
const outputTo = (stream) =>
  Object.assign(new EventEmitter(), {
    isTTY: false,
    write(text) {
      host('write', stream, String(text));
      return true;
    },
  });
const process = Object.assign(new EventEmitter(), {
  argv: facts.argv,
  argv0: 'node',
  execArgv: [],
  execPath: '/usr/local/bin/node',
  env: facts.env,
  pid: facts.pid,
  ppid: 0,
  title: 'node',
  platform: 'linux',
  arch: 'x64',
  version: facts.version,
  versions: { node: facts.version.slice(1), v8: '12.4.254.21-node.33' },
  release: { name: 'node' },
  exitCode: undefined,
  config: {},
  features: {},
  cwd: () => facts.cwd,
  chdir(d) {
    facts.cwd = resolve(d);
  },
  uptime: () => (host('now') - facts.startedMs) / 1000,
  hrtime: Object.assign(
    (since) => {
      const ms = host('now') - facts.startedMs;
      const t = [Math.floor(ms / 1000), (ms % 1000) * 1e6];
      return since ? [t[0] - since[0], t[1] - since[1]] : t;
    },
    { bigint: () => BigInt(Math.round((host('now') - facts.startedMs) * 1e6)) },
  ),
  memoryUsage: () => notSimulated('process.memoryUsage'),
  cpuUsage: () => notSimulated('process.cpuUsage'),
  nextTick: (run, ...args) => soon(() => run(...args)),
  getuid: () => 0,
  getgid: () => 0,
  emitWarning: (w) => err('(node:1) Warning: ' + (w.message ?? w)),
  exit(code) {
    throw new Exit(code ?? process.exitCode ?? 0);
  },
  abort() {
    throw new Exit(134);
  },
  kill: () => notSimulated('process.kill'),
  stdout: outputTo('stdout'),
  stderr: outputTo('stderr'),
});
Object.defineProperty(process, 'stdin', { get: () => notSimulated('process.stdin') });
globalThis.process = process;
class Exit {
  constructor(code) {
    this.code = Number(code);
    host('exit', this.code);
  }
}
function uncaught(error) {
  if (error instanceof Exit) return;
  if (process.listenerCount('uncaughtException') > 0) {
    process.emit('uncaughtException', error);
    return;
  }
  host('crash', {
    text: error instanceof Error ? stackOf(error) : 'Uncaught ' + inspect(error),
    stack: String(error?.stack ?? ''),
  });
}
/** A callback of the machine's: what it throws, or its promise, ends the script unless somebody listens. */
const heed = (run) => {
  try {
    const result = run();
    if (result && typeof result.then === 'function') result.then(undefined, uncaught);
  } catch (error) {
    uncaught(error);
  }
};
globalThis.__uncaught = uncaught;

let ids = 0;
const waiting = new Map();
const begin = (ms, run, args, every) => {
  const id = ++ids;
  const timer = {
    id,
    ref() {
      return timer;
    },
    unref() {
      host('unref', id);
      return timer;
    },
    hasRef: () => true,
    refresh() {
      host('timer', id, ms, every);
      return timer;
    },
    close() {
      stopTimer(timer);
    },
    [Symbol.toPrimitive]: () => id,
  };
  waiting.set(id, () => {
    if (!every) waiting.delete(id);
    heed(() => run(...args));
  });
  host('timer', id, Math.max(1, Number(ms) || 1), every);
  return timer;
};
const stopTimer = (t) => {
  const id = typeof t === 'object' && t ? t.id : t;
  waiting.delete(id);
  host('clear', id ?? 0);
};
globalThis.setTimeout = (run, ms, ...args) => begin(ms, run, args, false);
globalThis.setInterval = (run, ms, ...args) => begin(ms, run, args, true);
globalThis.setImmediate = (run, ...args) => begin(0, run, args, false);
globalThis.clearTimeout = globalThis.clearInterval = globalThis.clearImmediate = stopTimer;
globalThis.queueMicrotask = (run) => process.nextTick(run);
globalThis.performance = { now: () => host('now') - facts.startedMs };
/** What takes time: the machine tells when it is done. */
const later = (op, args, begun) =>
  new Promise((done, fail) => {
    const id = ++ids;
    waiting.set(id, (answer) => {
      waiting.delete(id);
      if (answer.error) fail(Object.assign(new Error(answer.error.message), answer.error));
      else done(answer);
    });
    host(op, id, ...args);
    begun?.(id);
  });
/** Nobody waits for it any more. */
const abandon = (id) => {
  if (waiting.delete(id)) host('abandon', id);
};
globalThis.__done = (id, text) => {
  const run = waiting.get(id);
  if (run) run(text === undefined ? undefined : JSON.parse(text));
};
`;

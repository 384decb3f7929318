// os, util, crypto, dns, small modules, and how modules are found by `require`: JavaScript for the script's own interpreter. See prelude.ts.

export const MODULES = String.raw`
const os = {
  EOL: '\n',
  arch: () => 'x64',
  homedir: () => '/root',
  hostname: () => facts.hostname,
  platform: () => 'linux',
  tmpdir: () => '/tmp',
  type: () => 'Linux',
  networkInterfaces: () => ({
    lo: [{ address: '127.0.0.1', netmask: '255.0.0.0', family: 'IPv4', mac: '00:00:00:00:00:00', internal: true, cidr: '127.0.0.1/8' }],
    eth0: [{ address: facts.ip, netmask: '255.255.255.0', family: 'IPv4', internal: false, cidr: facts.ip + '/24' }],
  }),
};
const promisify = (run) => (...args) => new Promise((done, fail) => run(...args, (error, value) => (error ? fail(error) : done(value))));
const util = { format, inspect: (value) => inspect(value), inherits: (a, b) => void Object.setPrototypeOf(a.prototype, b.prototype), promisify, TextDecoder, TextEncoder };
const crypto = {
  randomBytes: (n) => Buffer.from(Array.from({ length: n }, () => Math.floor(host('random') * 256))),
  randomInt: (a, b) => (b === undefined ? Math.floor(host('random') * a) : a + Math.floor(host('random') * (b - a))),
  randomUUID: () => host('uuid'),
};
globalThis.crypto = crypto;
const addressesOf = (name) => later('lookup', [name]).then(({ addresses }) => addresses);
const dns = {
  lookup: (name, options, run) => {
    const done = typeof options === 'function' ? options : run;
    const all = (addresses) => addresses.map((address) => ({ address, family: 4 }));
    addressesOf(name).then((found) => heed(() => (options?.all ? done(null, all(found)) : done(null, found[0], 4))), (error) => heed(() => done(error)));
  },
  promises: {
    lookup: async (name, options) => {
      const all = (await addressesOf(name)).map((address) => ({ address, family: 4 }));
      return options?.all ? all : all[0];
    },
    resolve4: addressesOf,
  },
};
dns.resolve4 = (name, done) => addressesOf(name).then((found) => heed(() => done(null, found)), (error) => heed(() => done(error)));
const assert = (ok, message) => {
  if (!ok) throw Object.assign(new Error(message ?? 'The expression evaluated to a falsy value'), { name: 'AssertionError', code: 'ERR_ASSERTION' });
};
const parseUrl = (text, asObject) => {
  const absolute = /^[a-z]+:\/\//i.test(text);
  const { protocol, host: authority, hostname, port, pathname, search, searchParams, hash } = new URL(text, 'http://localhost');
  return {
    protocol: absolute ? protocol : null,
    host: absolute ? authority : null,
    hostname: absolute ? hostname : null,
    port: absolute && port ? port : null,
    hash: hash || null,
    search: search || null,
    query: asObject ? Object.fromEntries(searchParams) : search.slice(1) || null,
    pathname,
    path: pathname + search,
    href: text,
  };
};
const builtin = {
  assert: Object.assign(assert, { ok: assert, strict: assert }),
  buffer: { Buffer },
  crypto,
  dns,
  'dns/promises': dns.promises,
  events: EventEmitter,
  fs,
  'fs/promises': fs.promises,
  http: httpOf('http:'),
  https: httpOf('https:'),
  module: { builtinModules: undefined, createRequire: (from) => (id) => __require(id, path.dirname(fromFileUrl(from))) },
  os,
  path,
  perf_hooks: { performance },
  process,
  querystring: { parse: (text) => Object.fromEntries(new URLSearchParams(text)), stringify: (value) => new URLSearchParams(value).toString() },
  timers: { setTimeout: globalThis.setTimeout, setInterval: globalThis.setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate },
  'timers/promises': { setTimeout: (ms, value) => new Promise((done) => begin(ms, done, [value], false)) },
  url: { URL, URLSearchParams, parse: parseUrl, fileURLToPath: fromFileUrl },
  util,
};
builtin.module.builtinModules = Object.keys(builtin);
const NOT_SIMULATED = (
  'async_hooks child_process cluster dgram diagnostics_channel domain http2 inspector net punycode readline readline/promises repl sea sqlite ' +
  'stream stream/promises stream/web string_decoder test tls trace_events tty v8 vm wasi worker_threads zlib'
).split(' ');

const cache = new Map();
/** The names that a module of Node's own exports, for import statements; undefined: it is none. */
globalThis.__builtins = (id) => {
  const bare = id.replace(/^node:/, '');
  return Object.hasOwn(builtin, bare) ? Object.keys(builtin[bare]) : undefined;
};
globalThis.__missing = (id, parents) =>
  Object.assign(new Error("Cannot find module '" + id + "'\nRequire stack:\n" + parents.map((p) => '- ' + p).join('\n')), { code: 'MODULE_NOT_FOUND', requireStack: parents });
globalThis.__require = (id, from, parents = []) => {
  const bare = id.replace(/^node:/, '');
  if (Object.hasOwn(builtin, bare)) return builtin[bare];
  if (NOT_SIMULATED.includes(bare)) throw new Error("Portolan does not simulate Node's module " + bare + ': it has ' + Object.keys(builtin).join(', '));
  if (id.startsWith('node:')) throw Object.assign(new Error('No such built-in module: ' + id), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
  const bases = /^(\.|\/)/.test(id)
    ? [normal(id.startsWith('/') ? id : from + '/' + id)]
    : from.split('/').map((_, i, all) => all.slice(0, all.length - i).join('/') + '/node_modules/' + id);
  for (const base of bases) {
    const own = host('readFile', base + '/package.json');
    const main = own.error ? [] : [base + '/' + (JSON.parse(own.text).main ?? 'index.js')];
    for (const full of [base, base + '.js', base + '.cjs', base + '.json', ...main.map(normal), base + '/index.js']) {
      const at = host('stat', full);
      if (at.error || at.type !== 'file') continue;
      if (cache.has(full)) return cache.get(full).exports;
      const { text } = file('readFile', full);
      const module = { exports: {}, id: full, filename: full, loaded: false };
      cache.set(full, module);
      if (full.endsWith('.json')) module.exports = JSON.parse(text);
      else runModule(text, full, module, parents);
      module.loaded = true;
      return module.exports;
    }
  }
  throw __missing(id, parents);
};
/** A package by an import statement: its default export. */
globalThis.__import = (id, from) => {
  try {
    return __require(id, path.dirname(from));
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    throw Object.assign(new Error("Cannot find package '" + id + "' imported from " + from), { code: 'ERR_MODULE_NOT_FOUND' });
  }
};
const runModule = (text, full, module, parents) => {
  const folder = full.startsWith('[') ? facts.cwd : full.replace(/\/[^/]*$/, '') || '/';
  const stack = [full.startsWith('[') ? normal(facts.cwd + '/' + full) : full, ...parents];
  const require = Object.assign((id) => __require(id, folder, stack), { main: globalThis.__main });
  __compile(text.replace(/^#!.*/, ''), full).call(module.exports, module.exports, require, module, full, folder);
};
globalThis.__runMain = (text, full) => {
  const module = { exports: {}, id: '.', filename: full, loaded: false };
  Object.assign(globalThis, { __main: module, module, require: (id) => __require(id, facts.cwd, [full]) });
  heed(() => runModule(text, full, module, []));
};
globalThis.__signal = (name) => {
  if (process.listenerCount(name) === 0) return false;
  heed(() => process.emit(name, name, 15));
  return true;
};
globalThis.__ending = (code) => {
  heed(() => {
    process.exitCode ??= code;
    process.emit('exit', process.exitCode);
  });
  return process.exitCode ?? 0;
};
`;

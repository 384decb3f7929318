// The machine that a script sees, its clock, util.inspect and the console: JavaScript for the script's own interpreter. See prelude.ts.

export const CONSOLE = String.raw`
const host = (op, ...args) => {
  const text = __host(op, JSON.stringify(args));
  return text === undefined ? undefined : JSON.parse(text);
};
const facts = host('facts');
const notSimulated = (what) => {
  throw new Error('Portolan does not simulate ' + what + ' of Node');
};
const RealDate = Date;
class LabDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(host('now'));
    else super(...args);
  }
}
Object.defineProperty(LabDate, 'now', { value: () => host('now') });
globalThis.Date = LabDate;
Object.defineProperty(Math, 'random', { value: () => host('random') });
globalThis.global = globalThis;

const quote = (s) =>
  s.includes("'") && !s.includes('"')
    ? '"' + s + '"'
    : "'" + s.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n') + "'";
function inspect(v, depth = 0, seen = []) {
  if (typeof v === 'string') return quote(v);
  if (typeof v === 'bigint') return v + 'n';
  if (typeof v === 'function')
    return (
      (/^class\b/.test(Function.prototype.toString.call(v)) ? '[class ' : '[Function: ') +
      (v.name || '(anonymous)') +
      ']'
    );
  if (typeof v === 'symbol') return v.toString();
  if (v === null || typeof v !== 'object') return Object.is(v, -0) ? '-0' : String(v);
  if (seen.includes(v)) return '[Circular *1]';
  if (v instanceof Error) return stackOf(v);
  if (v instanceof RealDate) return v.toISOString();
  if (v instanceof RegExp) return String(v);
  const name = v.constructor && v.constructor !== Object && v.constructor !== Array ? v.constructor.name : '';
  if (depth > 2) return Array.isArray(v) ? '[Array]' : '[' + (name || 'Object') + ']';
  const inner = [...seen, v];
  const list = Array.isArray(v);
  let parts;
  let prefix = list || name === '' ? '' : name + ' ';
  if (v instanceof Map) {
    prefix = 'Map(' + v.size + ') ';
    parts = [...v].map(([k, x]) => inspect(k, depth + 1, inner) + ' => ' + inspect(x, depth + 1, inner));
  } else if (v instanceof Set) {
    prefix = 'Set(' + v.size + ') ';
    parts = [...v].map((x) => inspect(x, depth + 1, inner));
  } else if (v instanceof Promise) return 'Promise { <pending> }';
  else if (list)
    parts = [
      ...v.slice(0, 100).map((x) => inspect(x, depth + 1, inner)),
      ...(v.length > 100 ? ['... ' + (v.length - 100) + ' more items'] : []),
    ];
  else
    parts = Object.keys(v).map(
      (k) => (/^[A-Za-z_$][\w$]*$/.test(k) ? k : quote(k)) + ': ' + inspect(v[k], depth + 1, inner),
    );
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return prefix + open + close;
  const one = prefix + open + ' ' + parts.join(', ') + ' ' + close;
  if (one.length + depth * 2 <= 76 && !one.includes('\n')) return one;
  const pad = '  '.repeat(depth + 1);
  return prefix + open + '\n' + parts.map((p) => pad + p).join(',\n') + '\n' + '  '.repeat(depth) + close;
}
const stackOf = (e) => {
  const code = /^ERR_(?!INVALID_URL|OSSL|SSL)/.test(e.code) ? ' [' + e.code + ']' : '';
  const head = (e.name || 'Error') + code + (e.message ? ': ' + e.message : '');
  const frames = String(e.stack || '')
    .split('\n')
    .filter((l) => /^\s+at /.test(l) && !/<evalScript>|node:internal|\(native\)/.test(l))
    .map((l) => l.replace('<anonymous>', 'Object.<anonymous>').replace('<eval>', 'Object.<anonymous>'));
  const extra = Object.keys(e).filter((k) => k !== 'stack');
  return (
    [head, ...frames].join('\n') +
    (extra.length ? ' {\n' + extra.map((k) => '  ' + k + ': ' + inspect(e[k], 1)).join(',\n') + '\n}' : '')
  );
};
function format(...args) {
  let out = '';
  if (typeof args[0] === 'string') {
    let i = 1;
    out = args[0].replace(/%[sdifjoOc%]/g, (m) => {
      if (m === '%%') return '%';
      if (i >= args.length) return m;
      const a = args[i++];
      if (m === '%s') return typeof a === 'string' ? a : typeof a === 'object' ? inspect(a) : String(a);
      if (m === '%d') return String(Number(a));
      if (m === '%i') return String(parseInt(a, 10));
      if (m === '%f') return String(parseFloat(a));
      if (m === '%j') return JSON.stringify(a);
      if (m === '%c') return '';
      return inspect(a);
    });
    args = args.slice(i);
    if (args.length) out += ' ';
  }
  return out + args.map((a) => (typeof a === 'string' ? a : inspect(a))).join(' ');
}
const say =
  (stream) =>
  (...args) => {
    host('write', stream, format(...args) + '\n');
  };
const out = say('stdout'),
  err = say('stderr');
globalThis.console = {
  log: out,
  info: out,
  debug: out,
  dir: (v) => out(inspect(v)),
  table: () => notSimulated('console.table'),
  error: err,
  warn: err,
  trace: err,
  assert: (ok, ...a) => {
    if (!ok) err('Assertion failed', ...a);
  },
  ...Object.fromEntries(
    ['count', 'group', 'groupEnd', 'time', 'timeEnd', 'timeLog'].map((name) => [name, () => notSimulated('console.' + name)]),
  ),
};
`;

// path and fs: JavaScript for the script's own interpreter. See prelude.ts.

export const FILES = String.raw`
const resolve = (...parts) => {
  let at = '';
  for (const p of parts) at = String(p).startsWith('/') ? String(p) : at + '/' + p;
  if (!at.startsWith('/')) at = facts.cwd + '/' + at;
  if (parts.length && !String(parts[0]).startsWith('/') && !parts.slice(1).some((p) => String(p).startsWith('/')))
    at = facts.cwd + at;
  return normal(at);
};
const normal = (p) => {
  const out = [];
  for (const part of p.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return (p.startsWith('/') ? '/' : '') + out.join('/') || (p.startsWith('/') ? '/' : '.');
};
const path = {
  sep: '/',
  delimiter: ':',
  resolve,
  normalize: normal,
  join: (...p) => normal(p.filter(Boolean).join('/')),
  dirname: (p) => p.replace(/\/?[^/]*$/, '') || (p.startsWith('/') ? '/' : '.'),
  basename: (p, ext) => {
    const b = p.replace(/\/$/, '').split('/').pop();
    return ext && b.endsWith(ext) ? b.slice(0, -ext.length) : b;
  },
  extname: (p) => /(?:^|\/)[^/]+?(\.[^./]*)$/.exec(p)?.[1] ?? '',
  isAbsolute: (p) => p.startsWith('/'),
  relative: (a, b) => (b.startsWith(a + '/') ? b.slice(a.length + 1) : b),
};
path.posix = path;
const fromFileUrl = (url) => String(url).replace(/^file:\/\//, '');
const file = (op, name, ...args) => {
  const full = resolve(String(name));
  const a = host(op, full, ...args);
  if (a && a.error)
    throw Object.assign(new Error(a.error + ': ' + a.text + ', ' + a.syscall + " '" + name + "'"), {
      errno: a.errno,
      code: a.error,
      syscall: a.syscall,
      path: String(name),
    });
  return a;
};
const asText = (options) => typeof options === 'string' || (options && options.encoding);
const stats = (a) => ({
  ...a,
  isFile: () => a.type === 'file',
  isDirectory: () => a.type === 'directory',
  mtime: new Date(a.mtimeMs),
});
const fs = {
  readFileSync: (p, o) => {
    const { text } = file('readFile', p);
    return asText(o) ? text : Buffer.from(text);
  },
  writeFileSync: (p, t) => void file('writeFile', p, textOf(t), false),
  appendFileSync: (p, t) => void file('writeFile', p, textOf(t), true),
  existsSync: (p) => host('stat', resolve(String(p))).error === undefined,
  statSync: (p) => stats(file('stat', p)),
  readdirSync: (p) => file('list', p).names,
  mkdirSync: (p) => void file('mkdir', p),
  unlinkSync: (p) => void file('remove', p),
  accessSync: (p) => void file('stat', p),
};
fs.promises = {};
for (const name of Object.keys(fs).filter((k) => k.endsWith('Sync'))) {
  const short = name.slice(0, -4);
  fs.promises[short] = async (...a) => fs[name](...a);
  fs[short] = (...a) => {
    const done = a.pop();
    let value,
      error = null;
    try {
      value = fs[name](...a);
    } catch (e) {
      error = e;
    }
    process.nextTick(() => done(error, value));
  };
}
`;

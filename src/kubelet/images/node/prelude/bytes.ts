// URLs, buffers and encodings: JavaScript for the script's own interpreter. See prelude.ts.

export const BYTES = String.raw`
class URLSearchParams {
  #all = [];
  constructor(init = '') {
    if (typeof init === 'string')
      for (const pair of init.replace(/^\?/, '').split('&').filter(Boolean)) {
        const [k, v = ''] = pair.split(/=(.*)/s).map((t) => decodeURIComponent(t.replace(/\+/g, ' ')));
        this.#all.push([k, v]);
      }
    else for (const [k, v] of Array.isArray(init) ? init : Object.entries(init)) this.#all.push([k, String(v)]);
  }
  get(k) {
    return this.#all.find(([n]) => n === k)?.[1] ?? null;
  }
  getAll(k) {
    return this.#all.filter(([n]) => n === k).map(([, v]) => v);
  }
  has(k) {
    return this.#all.some(([n]) => n === k);
  }
  set(k, v) {
    this.delete(k);
    this.append(k, v);
  }
  append(k, v) {
    this.#all.push([k, String(v)]);
  }
  delete(k) {
    this.#all = this.#all.filter(([n]) => n !== k);
  }
  entries() {
    return this.#all[Symbol.iterator]();
  }
  keys() {
    return this.#all.map(([k]) => k)[Symbol.iterator]();
  }
  forEach(run) {
    for (const [k, v] of this.#all) run(v, k, this);
  }
  [Symbol.iterator]() {
    return this.entries();
  }
  toString() {
    return this.#all.map(([k, v]) => encodeURIComponent(k) + '=' + encodeURIComponent(v)).join('&');
  }
}
class URL {
  constructor(text, base) {
    const parts = host('url', String(text), base === undefined ? null : String(base));
    if (!parts) throw Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: String(text) });
    Object.assign(this, parts);
    this.searchParams = new URLSearchParams(parts.search);
  }
  toString() {
    return this.href;
  }
  toJSON() {
    return this.href;
  }
}
Object.assign(globalThis, { URL, URLSearchParams });
class Buffer extends Uint8Array {
  static from(v, encoding) {
    if (typeof v === 'string') return new Buffer(host('bytes', v, encoding ?? 'utf8'));
    return new Buffer(v);
  }
  static alloc(n, fill = 0) {
    return new Buffer(n).fill(fill);
  }
  static isBuffer(v) {
    return v instanceof Buffer;
  }
  static byteLength(v) {
    return typeof v === 'string' ? host('bytes', v, 'utf8').length : v.length;
  }
  static concat(all) {
    return new Buffer(all.flatMap((b) => [...b]));
  }
  toString(encoding) {
    return host('text', [...this], encoding ?? 'utf8');
  }
  toJSON() {
    return { type: 'Buffer', data: [...this] };
  }
}
globalThis.Buffer = Buffer;
globalThis.TextEncoder = class {
  encode(t) {
    return Uint8Array.from(host('bytes', t, 'utf8'));
  }
};
globalThis.TextDecoder = class {
  decode(b) {
    return host('text', [...(b ?? [])], 'utf8');
  }
};
globalThis.btoa = (t) => Buffer.from(t, 'latin1').toString('base64');
globalThis.atob = (t) => Buffer.from(t, 'base64').toString('latin1');
const textOf = (chunk, encoding) =>
  chunk === undefined || chunk === null
    ? ''
    : typeof chunk === 'string'
      ? encoding && encoding !== 'utf8' && encoding !== 'utf-8'
        ? Buffer.from(chunk, encoding).toString()
        : chunk
      : Buffer.from(chunk).toString();
`;

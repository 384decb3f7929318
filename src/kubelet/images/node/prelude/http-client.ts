// The clients of http and https, and fetch: JavaScript for the script's own interpreter. See prelude.ts.

export const HTTP_CLIENT = String.raw`
const STANDARD_PORTS = { 'http:': 80, 'https:': 443 };
const hangUp = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
class ClientRequest extends EventEmitter {
  constructor(protocol, target, options, run) {
    super();
    if (typeof target === 'string' || target instanceof URL) {
      const { protocol: own, hostname, port, pathname, search } = new URL(String(target));
      this._options = { protocol: own, hostname, port, path: pathname + search, ...(typeof options === 'object' ? options : {}) };
    } else this._options = target;
    const then = typeof options === 'function' ? options : run;
    if (then) this.once('response', then);
    this._protocol = this._options.protocol ?? protocol;
    if (!STANDARD_PORTS[this._protocol])
      throw Object.assign(new TypeError('Protocol "' + this._protocol + '" not supported. Expected "' + protocol + '"'), { code: 'ERR_INVALID_PROTOCOL' });
    this._headers = new Map(Object.entries(this._options.headers ?? {}).map(([n, v]) => [n.toLowerCase(), [n, v]]));
    this._body = '';
    this.method = this._options.method ?? 'GET';
    this.path = this._options.path ?? '/';
    this.host = this._options.hostname ?? String(this._options.host ?? 'localhost').replace(/:\d+$/, '');
    this.destroyed = false;
    if (this._options.timeout) this['setTimeout'](this._options.timeout);
  }
  setHeader(n, v) {
    this._headers.set(n.toLowerCase(), [n, v]);
    return this;
  }
  getHeader(n) {
    return this._headers.get(n.toLowerCase())?.[1];
  }
  removeHeader(n) {
    this._headers.delete(n.toLowerCase());
  }
  setNoDelay() {}
  flushHeaders() {}
  ['setTimeout'](ms, run) {
    if (run) this.once('timeout', run);
    stopTimer(this._timer);
    this._timer = begin(ms, () => this.emit('timeout'), [], false);
    return this;
  }
  write(chunk) {
    this._body += textOf(chunk);
    return true;
  }
  abort() {
    this.destroy();
  }
  destroy(error = this._response ? undefined : hangUp()) {
    if (this.destroyed) return this;
    this.destroyed = true;
    stopTimer(this._timer);
    if (this._waits !== undefined) abandon(this._waits);
    soon(() => {
      if (error) this.emit('error', error);
      this.emit('close');
    });
    return this;
  }
  end(chunk) {
    if (typeof chunk !== 'function') this._body += textOf(chunk);
    const standard = STANDARD_PORTS[this._protocol];
    const port = Number(this._options.port || standard);
    const shown = this.host + (port === standard ? '' : ':' + port);
    const given = [...this._headers.values()].map(([n, v]) => [n, String(v)]);
    const has = (name) => this._headers.has(name);
    const request = {
      method: this.method,
      url: this._protocol + '//' + this.host + ':' + port + this.path,
      headers: [
        ...given,
        ...(this._options.auth && !has('authorization') ? [['Authorization', 'Basic ' + Buffer.from(this._options.auth).toString('base64')]] : []),
        ...(has('host') ? [] : [['Host', shown]]),
        ...(has('connection') ? [] : [['Connection', 'keep-alive']]),
        ...(this._body && !has('content-length') && !has('transfer-encoding') ? [['Content-Length', String(Buffer.byteLength(this._body))]] : []),
      ],
      body: this._body,
    };
    const insecure = this._options.rejectUnauthorized === false || facts.env.NODE_TLS_REJECT_UNAUTHORIZED === '0';
    later('fetch', [request, { insecure, ca: this._options.ca === undefined ? undefined : textOf(this._options.ca) }], (id) => { this._waits = id; }).then(
      (answer) => {
        stopTimer(this._timer);
        this._response = new Incoming({ ...answer, statusCode: answer.status, statusMessage: answer.reason ?? STATUS_CODES[answer.status] ?? '' });
        heed(() => this.emit('response', this._response));
      },
      (error) => {
        stopTimer(this._timer);
        heed(() => this.emit('error', error));
      },
    );
    return this;
  }
}
const httpOf = (protocol) => ({
  request: (...args) => new ClientRequest(protocol, ...args),
  get: (...args) => new ClientRequest(protocol, ...args).end(),
  createServer: (...args) => {
    const server = new Server(...args);
    if (protocol === 'https:') server._tls ??= { key: '', certificate: '' };
    return server;
  },
  Agent: class Agent {},
  ClientRequest,
  IncomingMessage: Incoming,
  METHODS: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
  Server,
  ServerResponse: Outgoing,
  STATUS_CODES,
});

class AbortSignal extends EventEmitter {
  aborted = false;
  reason = undefined;
  static timeout(ms) {
    const signal = new AbortSignal();
    begin(ms, () => signal._abort(Object.assign(new Error('The operation was aborted due to timeout'), { name: 'TimeoutError', code: 23 })), [], false).unref();
    return signal;
  }
  addEventListener(name, run) {
    this.once(name, run);
  }
  removeEventListener(name, run) {
    this.off(name, run);
  }
  throwIfAborted() {
    if (this.aborted) throw this.reason;
  }
  _abort(reason) {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.emit('abort', { type: 'abort' });
  }
}
class AbortController {
  signal = new AbortSignal();
  abort(reason = Object.assign(new Error('This operation was aborted'), { name: 'AbortError', code: 20 })) {
    this.signal._abort(reason);
  }
}
class Headers {
  #all = new Map();
  constructor(init = []) {
    for (const [n, v] of typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init)) this.append(n, v);
  }
  append(n, v) {
    const had = this.get(n);
    this.#all.set(n.toLowerCase(), had === null ? String(v) : had + ', ' + v);
  }
  set(n, v) {
    this.#all.set(n.toLowerCase(), String(v));
  }
  get(n) {
    return this.#all.get(n.toLowerCase()) ?? null;
  }
  has(n) {
    return this.#all.has(n.toLowerCase());
  }
  delete(n) {
    this.#all.delete(n.toLowerCase());
  }
  forEach(run) {
    for (const [n, v] of this) run(v, n, this);
  }
  entries() {
    return [...this.#all].sort(([a], [b]) => (a < b ? -1 : 1))[Symbol.iterator]();
  }
  keys() {
    return [...this.entries()].map(([n]) => n)[Symbol.iterator]();
  }
  values() {
    return [...this.entries()].map(([, v]) => v)[Symbol.iterator]();
  }
  [Symbol.iterator]() {
    return this.entries();
  }
}
class Response {
  #body;
  constructor(answer, url, redirected) {
    this.#body = answer.body;
    this.status = answer.status;
    this.statusText = answer.reason ?? STATUS_CODES[answer.status] ?? '';
    this.ok = answer.status >= 200 && answer.status < 300;
    this.headers = new Headers(answer.headers);
    this.url = url;
    this.redirected = redirected;
    this.bodyUsed = false;
  }
  async text() {
    if (this.bodyUsed) throw new TypeError('Body is unusable: Body has already been read');
    this.bodyUsed = true;
    return this.#body;
  }
  async json() {
    return JSON.parse(await this.text());
  }
  async arrayBuffer() {
    return Buffer.from(await this.text()).buffer;
  }
}
const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 20;
async function fetchOnce(url, method, headers, body, signal) {
  signal?.throwIfAborted();
  const list = [['Host', url.host], ['Connection', 'keep-alive'], ...headers.entries(), ...(headers.has('accept') ? [] : [['Accept', '*/*']]), ...(headers.has('user-agent') ? [] : [['User-Agent', 'node']]), ...(body === '' ? [] : [['Content-Length', String(Buffer.byteLength(body))]])];
  let waits;
  const answer = later('fetch', [{ method, url: url.href, headers: list, body }, { insecure: facts.env.NODE_TLS_REJECT_UNAUTHORIZED === '0' }], (id) => { waits = id; });
  if (!signal) return answer;
  return Promise.race([
    answer,
    new Promise((_, fail) => {
      signal.once('abort', () => {
        abandon(waits);
        fail(signal.reason);
      });
    }),
  ]);
}
globalThis.fetch = async (target, { method = 'GET', headers = {}, body, redirect = 'follow', signal } = {}) => {
  let url;
  try {
    url = new URL(String(target));
  } catch (cause) {
    throw Object.assign(new TypeError('Failed to parse URL from ' + target), { cause });
  }
  const sent = new Headers(headers);
  let text = body === undefined || body === null ? '' : textOf(body instanceof URLSearchParams ? String(body) : body);
  if (typeof body === 'string' && !sent.has('content-type')) sent.set('content-type', 'text/plain;charset=UTF-8');
  if (body instanceof URLSearchParams && !sent.has('content-type')) sent.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
  let verb = method.toUpperCase();
  for (let redirects = 0; ; redirects++) {
    let answer;
    try {
      answer = await fetchOnce(url, verb, sent, text, signal);
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw Object.assign(new TypeError('fetch failed'), { cause });
    }
    const location = REDIRECTS.includes(answer.status) && redirect !== 'manual' ? new Headers(answer.headers).get('location') : null;
    if (location === null) return new Response(answer, url.href, redirects > 0);
    if (redirect === 'error') throw Object.assign(new TypeError('fetch failed'), { cause: new Error('unexpected redirect') });
    if (redirects === MOST_REDIRECTS) throw Object.assign(new TypeError('fetch failed'), { cause: new Error('redirect count exceeded') });
    url = new URL(location, url.href);
    if (answer.status === 303 || (answer.status < 303 && verb === 'POST')) {
      verb = 'GET';
      text = '';
      sent.delete('content-type');
    }
  }
};
Object.assign(globalThis, { AbortController, AbortSignal, Headers, Response });
`;

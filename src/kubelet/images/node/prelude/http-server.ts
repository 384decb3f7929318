// The servers of http and https: JavaScript for the script's own interpreter. See prelude.ts.

export const HTTP_SERVER = String.raw`
const STATUS_CODES = facts.statusCodes;
class Incoming extends EventEmitter {
  constructor({ body = '', headers = [], ...rest }) {
    super();
    this.rawHeaders = headers.flat();
    this.headers = {};
    for (const [n, v] of headers) {
      const k = n.toLowerCase();
      this.headers[k] =
        this.headers[k] === undefined
          ? v
          : k === 'set-cookie'
            ? [].concat(this.headers[k], v)
            : this.headers[k] + ', ' + v;
      if (k === 'set-cookie') this.headers[k] = [].concat(this.headers[k]);
    }
    Object.assign(
      this,
      { httpVersion: '1.1', httpVersionMajor: 1, httpVersionMinor: 1, complete: true, trailers: {} },
      rest,
    );
    this.connection = this.socket;
    this._body = body;
    this._begun = false;
  }
  on(name, run) {
    super.on(name, run);
    if (name === 'data' || name === 'end' || name === 'readable') this.resume();
    return this;
  }
  setEncoding(encoding) {
    this._encoding = encoding;
    return this;
  }
  resume() {
    if (this._begun) return this;
    this._begun = true;
    process.nextTick(() => {
      if (this._body !== '') this.emit('data', this._encoding ? this._body : Buffer.from(this._body));
      this.emit('end');
      this.emit('close');
    });
    return this;
  }
  pause() {
    return this;
  }
  pipe(to) {
    to.end(this._body);
    return to;
  }
  destroy() {
    this.socket?.destroy();
    return this;
  }
  async *[Symbol.asyncIterator]() {
    this._begun = true;
    if (this._body !== '') yield this._encoding ? this._body : Buffer.from(this._body);
  }
}
class Outgoing extends EventEmitter {
  constructor(id) {
    super();
    this._id = id;
    this._headers = new Map();
    this._body = '';
    this._chunked = false;
    this.statusCode = 200;
    this.statusMessage = undefined;
    this.headersSent = false;
    this.finished = false;
    this.writableEnded = false;
  }
  setHeader(n, v) {
    if (this.headersSent)
      throw Object.assign(new Error('Cannot set headers after they are sent to the client'), {
        code: 'ERR_HTTP_HEADERS_SENT',
      });
    this._headers.set(n.toLowerCase(), [n, v]);
    return this;
  }
  appendHeader(n, v) {
    const had = this.getHeader(n);
    return this.setHeader(n, had === undefined ? v : [].concat(had, v));
  }
  getHeader(n) {
    return this._headers.get(n.toLowerCase())?.[1];
  }
  getHeaders() {
    return Object.fromEntries([...this._headers].map(([k, [, v]]) => [k, v]));
  }
  getHeaderNames() {
    return [...this._headers.keys()];
  }
  hasHeader(n) {
    return this._headers.has(n.toLowerCase());
  }
  removeHeader(n) {
    this._headers.delete(n.toLowerCase());
  }
  ['setTimeout']() {
    return notSimulated('response.setTimeout');
  }
  writeHead(status, message, headers) {
    if (this.headersSent)
      throw Object.assign(new Error('Cannot write headers after they are sent to the client'), {
        code: 'ERR_HTTP_HEADERS_SENT',
      });
    if (typeof message !== 'string') headers = message;
    else this.statusMessage = message;
    this.statusCode = status;
    const all = Array.isArray(headers)
      ? Array.isArray(headers[0])
        ? headers
        : headers.flatMap((h, i) => (i % 2 ? [] : [[h, headers[i + 1]]]))
      : Object.entries(headers ?? {});
    for (const [n, v] of all) this.setHeader(n, v);
    this.headersSent = true;
    return this;
  }
  flushHeaders() {
    this.headersSent = true;
  }
  write(chunk, encoding, done) {
    if (this.writableEnded) throw Object.assign(new Error('write after end'), { code: 'ERR_STREAM_WRITE_AFTER_END' });
    this.headersSent = true;
    this._chunked = true;
    this._body += textOf(chunk, typeof encoding === 'string' ? encoding : undefined);
    const run = typeof encoding === 'function' ? encoding : done;
    if (run) process.nextTick(run);
    return true;
  }
  end(chunk, encoding, done) {
    if (this.writableEnded) return this;
    const run = [chunk, encoding, done].find((a) => typeof a === 'function');
    if (typeof chunk !== 'function') this._body += textOf(chunk, typeof encoding === 'string' ? encoding : undefined);
    Object.assign(this, { headersSent: true, finished: true, writableEnded: true });
    const headers = [...this._headers.values()].flatMap(([n, v]) => [].concat(v).map((one) => [n, String(one)]));
    host('respond', this._id, {
      status: this.statusCode,
      reason: this.statusMessage,
      headers,
      body: this._body,
      chunked: this._chunked,
    });
    if (run) process.nextTick(run);
    process.nextTick(() => {
      this.emit('finish');
      this.emit('close');
    });
    return this;
  }
  destroy() {
    if (!this.writableEnded) {
      this.writableEnded = true;
      host('hangUp', this._id);
      process.nextTick(() => this.emit('close'));
    }
    return this;
  }
}
const servers = new Map();
class Server extends EventEmitter {
  constructor(options, run) {
    super();
    if (typeof options === 'function') run = options;
    else if (options?.key || options?.cert) this._tls = { key: textOf(options.key), certificate: textOf(options.cert) };
    if (run) this.on('request', run);
    this.listening = false;
    this._open = 0;
    this.keepAliveTimeout = 5000;
    this.headersTimeout = 60000;
    this.requestTimeout = 300000;
  }
  listen(port, address, ...more) {
    const run = [port, address, ...more].find((a) => typeof a === 'function');
    const given =
      typeof port === 'object' && port !== null
        ? port
        : { port, host: typeof address === 'string' ? address : undefined };
    const number = Number(typeof given.port === 'function' ? 0 : (given.port ?? 0));
    if (!(number >= 0 && number < 65536))
      throw Object.assign(
        new RangeError(
          'options.port should be >= 0 and < 65536. Received type ' +
            typeof given.port +
            ' (' +
            inspect(given.port) +
            ').',
        ),
        { code: 'ERR_SOCKET_BAD_PORT' },
      );
    const id = ++ids;
    const at = host('listen', id, given.host ?? '::', number, this._tls);
    if (run) this.once('listening', run);
    if (at.pem) throw Object.assign(new Error(at.pem), { library: 'PEM routines', code: 'ERR_OSSL_PEM_NO_START_LINE' });
    process.nextTick(() => {
      if (at.error) {
        const why = {
          EADDRINUSE: 'address already in use',
          EACCES: 'permission denied',
          EADDRNOTAVAIL: 'address not available',
        }[at.error];
        const no = { EADDRINUSE: -98, EACCES: -13, EADDRNOTAVAIL: -99 }[at.error];
        const where = (given.host ?? '::') + ':' + number;
        const error = Object.assign(
          new Error('listen ' + at.error + ': ' + why + ' ' + (given.host ? where : ':::' + number)),
          { code: at.error, errno: no, syscall: 'listen', address: given.host ?? '::', port: number },
        );
        this.emit('error', error);
        return;
      }
      this.emit('listening');
    });
    if (!at.error) {
      this._id = id;
      this._at = {
        address: given.host === 'localhost' ? '127.0.0.1' : (given.host ?? '::'),
        family: given.host && given.host !== '::' ? 'IPv4' : 'IPv6',
        port: at.port,
      };
      this.listening = true;
      servers.set(id, this);
    }
    return this;
  }
  address() {
    return this._at ?? null;
  }
  close(run) {
    if (run) this.once('close', run);
    if (this._id !== undefined) {
      host('close', this._id);
      servers.delete(this._id);
    }
    this.listening = false;
    this._closing = true;
    this._closed();
    return this;
  }
  /** Closed it is when the last request is answered. */
  _closed() {
    if (this._closing && this._open === 0) process.nextTick(() => this.emit('close'));
  }
  /** Connections that wait for a request are not kept here. */
  closeAllConnections() {}
  closeIdleConnections() {}
}
globalThis.__request = (serverId, requestId, text) => {
  const server = servers.get(serverId);
  const { remote, local, ...given } = JSON.parse(text);
  const socket = Object.assign(new EventEmitter(), {
    remoteAddress: '::ffff:' + remote.ip,
    remotePort: remote.port,
    remoteFamily: 'IPv6',
    localAddress: '::ffff:' + local.ip,
    localPort: local.port,
    encrypted: server._tls !== undefined,
    setKeepAlive() {},
    setNoDelay() {},
    destroy() {
      response.destroy();
    },
  });
  const request = new Incoming({ ...given, socket });
  const response = new Outgoing(requestId);
  Object.assign(response, { socket, connection: socket, req: request });
  server._open++;
  response.once('close', () => {
    server._open--;
    server._closed();
  });
  heed(() => server.emit('request', request, response));
};
`;

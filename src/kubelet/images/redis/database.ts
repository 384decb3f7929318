// The data of one Redis server, and what its commands do with it. Models redis 7.4 src/t_string.c, t_list.c, t_hash.c, t_set.c, db.c.

import type { Reply } from '#machine/resp.ts';

type Value = string | string[] | Map<string, string> | Set<string>;

interface Entry {
  value: Value;
  expiresAtMs?: number;
}

const OK: Reply = { status: 'OK' };
const int = (n: number): Reply => ({ int: n });
const bulk = (text: string | undefined): Reply => ({ bulk: text });
const list = (items: Iterable<string | undefined>): Reply => ({ list: [...items].map(bulk) });
const error = (text: string): Reply => ({ error: text });
const WRONG_TYPE = error('WRONGTYPE Operation against a key holding the wrong kind of value');
const NOT_INTEGER = error('ERR value is not an integer or out of range');
const SYNTAX = error('ERR syntax error');

/** Undefined: no command of this file. Negative arity: at least so many words, the command's name among them. */
type Command = readonly [arity: number, run: (db: Database, args: readonly string[]) => Reply];

export class Database {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  run(name: string, args: readonly string[]): Reply | undefined {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) return undefined;
    const [arity, run] = command;
    const given = args.length + 1;
    if (arity >= 0 ? given !== arity : given < -arity)
      return error(`ERR wrong number of arguments for '${name}' command`);
    return run(this, args);
  }

  get now(): number {
    return this.#now();
  }

  entry(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry?.expiresAtMs !== undefined && entry.expiresAtMs <= this.#now()) {
      this.#entries.delete(key);
      return undefined;
    }
    return entry;
  }

  /** Of that kind, made where there is none; undefined if the key holds another kind. */
  of<T extends Value>(key: string, isKind: (value: Value) => value is T, make: () => T): T | undefined {
    const entry = this.entry(key);
    if (!entry) {
      const value = make();
      this.#entries.set(key, { value });
      return value;
    }
    return isKind(entry.value) ? entry.value : undefined;
  }

  set(key: string, value: Value, expiresAtMs?: number): void {
    this.#entries.set(key, expiresAtMs === undefined ? { value } : { value, expiresAtMs });
  }

  delete(key: string): boolean {
    return this.entry(key) !== undefined && this.#entries.delete(key);
  }

  /** A list, hash or set without members is no key. */
  tidy(key: string): void {
    const value = this.#entries.get(key)?.value;
    if (value !== undefined && typeof value !== 'string' && ('size' in value ? value.size : value.length) === 0)
      this.#entries.delete(key);
  }

  keys(): string[] {
    return [...this.#entries.keys()].filter((key) => this.entry(key));
  }

  clear(): void {
    this.#entries.clear();
  }
}

const isText = (value: Value): value is string => typeof value === 'string';
const isList = (value: Value): value is string[] => Array.isArray(value);
const isHash = (value: Value): value is Map<string, string> => value instanceof Map;
const isSet = (value: Value): value is Set<string> => value instanceof Set;

function text(db: Database, key: string): string | undefined | Reply {
  const value = db.entry(key)?.value;
  return value === undefined || isText(value) ? value : WRONG_TYPE;
}

function add(db: Database, key: string, by: string): Reply {
  const entry = db.entry(key);
  if (entry && !isText(entry.value)) return WRONG_TYPE;
  const before = String(entry?.value ?? '0');
  if (!/^-?\d+$/.test(before) || !/^-?\d+$/.test(by)) return NOT_INTEGER;
  const after = Number(before) + Number(by);
  db.set(key, String(after), entry?.expiresAtMs);
  return int(after);
}

function set(db: Database, [key = '', value = '', ...options]: readonly string[]): Reply {
  let expiresAtMs: number | undefined;
  let only: string | undefined;
  let wantsOld = false;
  const before = db.entry(key);
  for (let i = 0; i < options.length; i++) {
    const option = options[i]!.toUpperCase();
    if (option === 'EX' || option === 'PX') {
      const n = Number(options[++i]);
      if (!Number.isInteger(n)) return NOT_INTEGER;
      if (n <= 0) return error("ERR invalid expire time in 'set' command");
      expiresAtMs = db.now + (option === 'EX' ? n * 1000 : n);
    } else if (option === 'NX' || option === 'XX') only = option;
    else if (option === 'GET') wantsOld = true;
    else if (option === 'KEEPTTL') expiresAtMs = before?.expiresAtMs;
    else return SYNTAX;
  }
  if (wantsOld && before && !isText(before.value)) return WRONG_TYPE;
  const old = bulk(before && isText(before.value) ? before.value : undefined);
  if ((only === 'NX' && before) || (only === 'XX' && !before)) return wantsOld ? old : bulk(undefined);
  db.set(key, value, expiresAtMs);
  return wantsOld ? old : OK;
}

function push(db: Database, [key = '', ...values]: readonly string[], atEnd: boolean): Reply {
  const items = db.of(key, isList, () => []);
  if (!items) return WRONG_TYPE;
  for (const value of values) atEnd ? items.push(value) : items.unshift(value);
  return int(items.length);
}

function pop(db: Database, key: string, atEnd: boolean): Reply {
  if (!db.entry(key)) return bulk(undefined);
  const items = db.of(key, isList, () => []);
  if (!items) return WRONG_TYPE;
  const value = atEnd ? items.pop() : items.shift();
  db.tidy(key);
  return bulk(value);
}

/** Members of a kind, without making the key. */
function read<T extends Value>(
  db: Database,
  key: string,
  isKind: (value: Value) => value is T,
  none: T,
): T | undefined {
  const value = db.entry(key)?.value;
  return value === undefined ? none : isKind(value) ? value : undefined;
}

function ttl(db: Database, key: string, unitMs: number): Reply {
  const entry = db.entry(key);
  if (!entry) return int(-2);
  return int(entry.expiresAtMs === undefined ? -1 : Math.ceil((entry.expiresAtMs - db.now) / unitMs));
}

function expire(db: Database, key: string, amount: string, unitMs: number): Reply {
  const entry = db.entry(key);
  if (!/^-?\d+$/.test(amount)) return NOT_INTEGER;
  if (!entry) return int(0);
  entry.expiresAtMs = db.now + Number(amount) * unitMs;
  return int(1);
}

/** `*`, `?` and `[…]`. */
function globOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}

const TYPES: readonly (readonly [(value: Value) => boolean, string])[] = [
  [isText, 'string'],
  [isList, 'list'],
  [isHash, 'hash'],
  [isSet, 'set'],
];

const COMMANDS: Readonly<Record<string, Command>> = {
  set: [-3, set],
  get: [
    2,
    (db, [key = '']) => {
      const got = text(db, key);
      return typeof got === 'object' ? got : bulk(got);
    },
  ],
  getdel: [
    2,
    (db, [key = '']) => {
      const got = text(db, key);
      if (typeof got !== 'object') db.delete(key);
      return typeof got === 'object' ? got : bulk(got);
    },
  ],
  setnx: [
    3,
    (db, [key = '', value = '']) => {
      if (db.entry(key)) return int(0);
      db.set(key, value);
      return int(1);
    },
  ],
  setex: [4, (db, [key = '', seconds = '', value = '']) => set(db, [key, value, 'EX', seconds])],
  mset: [
    -3,
    (db, args) => {
      if (args.length % 2) return error("ERR wrong number of arguments for 'mset' command");
      for (let i = 0; i < args.length; i += 2) db.set(args[i]!, args[i + 1]!);
      return OK;
    },
  ],
  mget: [
    -2,
    (db, keys) =>
      list(
        keys.map((key) => {
          const got = text(db, key);
          return typeof got === 'object' ? undefined : got;
        }),
      ),
  ],
  append: [
    3,
    (db, [key = '', more = '']) => {
      const got = text(db, key);
      if (typeof got === 'object') return got;
      db.set(key, (got ?? '') + more, db.entry(key)?.expiresAtMs);
      return int(((got ?? '') + more).length);
    },
  ],
  strlen: [
    2,
    (db, [key = '']) => {
      const got = text(db, key);
      return typeof got === 'object' ? got : int((got ?? '').length);
    },
  ],
  incr: [2, (db, [key = '']) => add(db, key, '1')],
  decr: [2, (db, [key = '']) => add(db, key, '-1')],
  incrby: [3, (db, [key = '', by = '']) => add(db, key, by)],
  decrby: [3, (db, [key = '', by = '']) => add(db, key, by.startsWith('-') ? by.slice(1) : `-${by}`)],
  del: [-2, (db, keys) => int(keys.filter((key) => db.delete(key)).length)],
  unlink: [-2, (db, keys) => int(keys.filter((key) => db.delete(key)).length)],
  exists: [-2, (db, keys) => int(keys.filter((key) => db.entry(key)).length)],
  type: [
    2,
    (db, [key = '']) => {
      const entry = db.entry(key);
      return { status: entry ? TYPES.find(([is]) => is(entry.value))![1] : 'none' };
    },
  ],
  keys: [2, (db, [pattern = '']) => list(db.keys().filter((key) => globOf(pattern).test(key)))],
  scan: [
    -2,
    (db, [, ...options]) => {
      const at = options.findIndex((o) => o.toUpperCase() === 'MATCH');
      const glob = globOf(at < 0 ? '*' : (options[at + 1] ?? '*'));
      return { list: [bulk('0'), list(db.keys().filter((key) => glob.test(key)))] };
    },
  ],
  rename: [
    3,
    (db, [key = '', to = '']) => {
      const entry = db.entry(key);
      if (!entry) return error('ERR no such key');
      db.delete(key);
      db.set(to, entry.value, entry.expiresAtMs);
      return OK;
    },
  ],
  dbsize: [1, (db) => int(db.keys().length)],
  flushall: [
    -1,
    (db) => {
      db.clear();
      return OK;
    },
  ],
  flushdb: [
    -1,
    (db) => {
      db.clear();
      return OK;
    },
  ],
  expire: [-3, (db, [key = '', n = '']) => expire(db, key, n, 1000)],
  pexpire: [-3, (db, [key = '', n = '']) => expire(db, key, n, 1)],
  ttl: [2, (db, [key = '']) => ttl(db, key, 1000)],
  pttl: [2, (db, [key = '']) => ttl(db, key, 1)],
  persist: [
    2,
    (db, [key = '']) => {
      const entry = db.entry(key);
      if (entry?.expiresAtMs === undefined) return int(0);
      delete entry.expiresAtMs;
      return int(1);
    },
  ],
  lpush: [-3, (db, args) => push(db, args, false)],
  rpush: [-3, (db, args) => push(db, args, true)],
  lpop: [2, (db, [key = '']) => pop(db, key, false)],
  rpop: [2, (db, [key = '']) => pop(db, key, true)],
  llen: [
    2,
    (db, [key = '']) => {
      const items = read(db, key, isList, []);
      return items ? int(items.length) : WRONG_TYPE;
    },
  ],
  lrange: [
    4,
    (db, [key = '', from = '', to = '']) => {
      const items = read(db, key, isList, []);
      if (!items) return WRONG_TYPE;
      const at = (n: number): number => (n < 0 ? Math.max(0, items.length + n) : n);
      return list(items.slice(at(Number(from)), Number(to) < 0 ? items.length + Number(to) + 1 : Number(to) + 1));
    },
  ],
  hset: [
    -4,
    (db, [key = '', ...pairs]) => {
      const hash = db.of(key, isHash, () => new Map());
      if (!hash) return WRONG_TYPE;
      const before = hash.size;
      for (let i = 0; i + 1 < pairs.length; i += 2) hash.set(pairs[i]!, pairs[i + 1]!);
      return int(hash.size - before);
    },
  ],
  hget: [
    3,
    (db, [key = '', field = '']) => {
      const hash = read(db, key, isHash, new Map());
      return hash ? bulk(hash.get(field)) : WRONG_TYPE;
    },
  ],
  hgetall: [
    2,
    (db, [key = '']) => {
      const hash = read(db, key, isHash, new Map());
      return hash ? list([...hash].flat()) : WRONG_TYPE;
    },
  ],
  hdel: [
    -3,
    (db, [key = '', ...fields]) => {
      const hash = read(db, key, isHash, new Map());
      if (!hash) return WRONG_TYPE;
      const gone = fields.filter((f) => hash.delete(f)).length;
      db.tidy(key);
      return int(gone);
    },
  ],
  hkeys: [
    2,
    (db, [key = '']) => {
      const hash = read(db, key, isHash, new Map());
      return hash ? list(hash.keys()) : WRONG_TYPE;
    },
  ],
  hvals: [
    2,
    (db, [key = '']) => {
      const hash = read(db, key, isHash, new Map());
      return hash ? list(hash.values()) : WRONG_TYPE;
    },
  ],
  hlen: [
    2,
    (db, [key = '']) => {
      const hash = read(db, key, isHash, new Map());
      return hash ? int(hash.size) : WRONG_TYPE;
    },
  ],
  sadd: [
    -3,
    (db, [key = '', ...members]) => {
      const items = db.of(key, isSet, () => new Set());
      if (!items) return WRONG_TYPE;
      const before = items.size;
      for (const member of members) items.add(member);
      return int(items.size - before);
    },
  ],
  srem: [
    -3,
    (db, [key = '', ...members]) => {
      const items = read(db, key, isSet, new Set());
      if (!items) return WRONG_TYPE;
      const gone = members.filter((m) => items.delete(m)).length;
      db.tidy(key);
      return int(gone);
    },
  ],
  smembers: [
    2,
    (db, [key = '']) => {
      const items = read(db, key, isSet, new Set());
      return items ? list(items) : WRONG_TYPE;
    },
  ],
  sismember: [
    3,
    (db, [key = '', member = '']) => {
      const items = read(db, key, isSet, new Set());
      return items ? int(items.has(member) ? 1 : 0) : WRONG_TYPE;
    },
  ],
  scard: [
    2,
    (db, [key = '']) => {
      const items = read(db, key, isSet, new Set());
      return items ? int(items.size) : WRONG_TYPE;
    },
  ],
};

// Finds one's way in a configuration: what a block has, what it inherits, which location is for a path. Source: ngx_http_core_module.c.

import type { ConfigError, Directive } from './config.ts';

export const all = (block: Directive | undefined, name: string): readonly Directive[] =>
  block?.block?.filter((d) => d.name === name) ?? [];
export const find = (block: Directive | undefined, name: string): Directive | undefined =>
  block?.block?.find((d) => d.name === name);
export const named = (server: Directive): readonly string[] =>
  all(server, 'server_name').flatMap(({ args }) => args.map((n) => n.toLowerCase()));

/** `listen 80`, `listen [::]:80`, `listen 0.0.0.0:80`: the ports in order, each once. */
export function portsOf(servers: readonly Directive[]): readonly number[] {
  return [...new Set(servers.flatMap(listensOf))];
}

export function listensOf({ block = [] }: Directive): readonly number[] {
  const listens = block.filter(({ name }) => name === 'listen');
  if (listens.length === 0) return [80];
  return listens.flatMap(({ args: [address = ''] }) => {
    if (address.startsWith('unix:')) return [];
    const port = /(?:^|:)(\d+)$/.exec(address)?.[1];
    return [port === undefined ? 80 : Number(port)];
  });
}

/** Blocks that are not handed down. */
const OWN = new Set(['server', 'upstream', 'map', 'geo', 'types', 'split_clients', 'log_format']);

/** The servers of the http block, each with what it inherits behind its own. */
export function serversOf(config: readonly Directive[]): readonly Directive[] {
  let servers = known.get(config);
  if (!servers) known.set(config, (servers = findServers(config)));
  return servers;
}

/** A configuration that is read once has one list of servers. */
const known = new WeakMap<readonly Directive[], readonly Directive[]>();

function findServers(config: readonly Directive[]): readonly Directive[] {
  const http = config.find(({ name }) => name === 'http');
  const common = http?.block?.filter(({ name }) => !OWN.has(name)) ?? [];
  return all(http, 'server').map((server) => {
    const has = new Set(server.block?.map(({ name }) => name));
    return { ...server, block: [...(server.block ?? []), ...common.filter(({ name }) => !has.has(name))] };
  });
}

/** The `error_page` for a status: a location that has any of its own inherits none. */
export function errorPageOf(server: Directive, location: Directive | undefined, status: number): Directive | undefined {
  const own = all(location, 'error_page');
  return (own.length > 0 ? own : all(server, 'error_page')).find(({ args }) =>
    args.slice(0, -1).includes(String(status)),
  );
}

/** Exact, then the longest prefix unless a regular expression matches; `^~` keeps the prefix. Locations within are looked at next. */
export function locationFor(locations: readonly Directive[], path: string): Directive | undefined {
  const exact = locations.find(({ args }) => args[0] === '=' && args[1] === path);
  if (exact) return exact;
  const prefixes = locations.filter(
    ({ args }) =>
      ((args.length === 1 && !args[0]?.startsWith('@')) || args[0] === '^~') && path.startsWith(args.at(-1) ?? ''),
  );
  const longest = prefixes.reduce<Directive | undefined>(
    (best, l) => ((l.args.at(-1)?.length ?? 0) > (best?.args.at(-1)?.length ?? -1) ? l : best),
    undefined,
  );
  const within =
    longest && all(longest, 'location').length > 0 ? locationFor(all(longest, 'location'), path) : undefined;
  if (within) return inheriting(within, longest!);
  if (longest?.args[0] === '^~') return longest;
  return (
    locations.find(
      ({ args }) => (args[0] === '~' || args[0] === '~*') && matches(args[1] ?? '', path, args[0] === '~*'),
    ) ?? longest
  );
}

function inheriting(inner: Directive, outer: Directive): Directive {
  const has = new Set(inner.block?.map(({ name }) => name));
  const common =
    outer.block?.filter(({ name }) => name !== 'location' && name !== 'proxy_pass' && !has.has(name)) ?? [];
  return { ...inner, block: [...(inner.block ?? []), ...common] };
}

export function matches(pattern: string, text: string, ignoreCase: boolean): boolean {
  return regexOf(pattern, ignoreCase)?.test(text) ?? false;
}

/** Undefined: it is none. */
export function regexOf(pattern: string, ignoreCase = false): RegExp | undefined {
  try {
    return new RegExp(pattern.replaceAll('(?P<', '(?<'), ignoreCase ? 'i' : '');
  } catch {
    return undefined;
  }
}

const FAMILIES =
  /^(proxy|fastcgi|uwsgi|scgi|grpc|ssl|gzip|client|http2|http3|quic|auth|limit|open_file|output|postpone|large_client|log|access|add|charset|expires|keepalive|lingering|memcached|mirror|real_ip|set_real|resolver|secure|send|sub|tcp|types|upstream|userid|variables|worker|perl|xslt|image|mp4|dav|autoindex|random|referer|split|slice|stub|satisfy|error|js|lua|otel|stream|ignore|aio|directio|reset|thread|timer|ancient|geoip|geo|source)(_.+|s|x)?$/;
const KNOWN = new Set(
  (
    'user pid daemon env events http mail include load_module lock_file master_process debug_points pcre_jit debug_connection accept_mutex accept_mutex_delay multi_accept use ' +
    'server listen server_name server_names_hash_bucket_size server_names_hash_max_size server_tokens server_name_in_redirect location root alias index try_files return rewrite rewrite_log ' +
    'default_type types if set break map map_hash_bucket_size map_hash_max_size allow deny internal etag if_modified_since port_in_redirect absolute_redirect merge_slashes max_ranges ' +
    'msie_padding msie_refresh chunked_transfer_encoding connection_pool_size request_pool_size post_action read_ahead recursive_error_pages sendfile sendfile_max_chunk subrequest_output_buffer_size underscores_in_headers ' +
    'valid_referers empty_gif hash ip_hash least_conn zone state ntlm queue sticky early_hints disable_symlinks min_delete_depth create_full_put_path modern_browser modern_browser_value override_charset source_charset flv f4f hls add_before_body add_after_body addition_types'
  ).split(' '),
);
/** Blocks whose lines are pairs, and no directives. */
const PAIRS = new Set(['types', 'map', 'geo', 'split_clients', 'upstream']);
/** Where some directives may stand. Source: their documentation's "Context". */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  server: ['http', 'upstream', 'mail', 'stream'],
  location: ['server', 'location'],
  listen: ['server'],
  server_name: ['server'],
  upstream: ['http', 'stream'],
  proxy_pass: ['location', 'if', 'limit_except', 'server'],
  try_files: ['server', 'location'],
  return: ['server', 'location', 'if'],
  http: ['main'],
  events: ['main'],
};

/** What nginx says of a directive that it does not know, or that may not stand there. */
export function misplaced(config: readonly Directive[], context = 'main'): ConfigError | undefined {
  for (const { name, block, file, line } of config) {
    const at = `in ${file}:${line}`;
    if (!KNOWN.has(name) && !FAMILIES.test(name)) return { emerg: `unknown directive "${name}" ${at}` };
    const places = PLACES[name];
    if (places && !places.includes(context)) return { emerg: `"${name}" directive is not allowed here ${at}` };
    const inner = block && !PAIRS.has(name) ? misplaced(block, name) : undefined;
    if (inner) return inner;
  }
  return config.some(({ name }) => name === 'events') || context !== 'main'
    ? undefined
    : { emerg: 'no "events" section in configuration' };
}

// Whom nginx lets pass: by the size of what is sent, by address, by password. Models ngx_http_core_find_config_phase,
// ngx_http_access_module.c and ngx_http_auth_basic_module.c. Portolan does not simulate `satisfy any` of nginx's own configuration.

import { headerOf } from '#machine/http.ts';
import { Lazy } from '#machine/lazy.ts';
import { inRanges } from '../client-address.ts';
import { byteLength } from '../process.ts';
import type { Directive } from './config.ts';
import { all, find } from './directives.ts';
import type { Visit } from './visit.ts';

/** Hashes of passwords: few configurations ask for one. */
export const htpasswdCode = new Lazy(() => import('../htpasswd.ts'));

export interface Refusal {
  readonly status: number;
  /** For the error log. */
  readonly error?: string;
  readonly challenge?: string;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const DEFAULT_BODY = '1m';

/** 413 comes before what a location says about its requests. */
export function tooLarge({ request, server }: Visit, location: Directive | undefined): Refusal | undefined {
  const [, number = '1', unit = ''] =
    /^(\d+)([kmg]?)$/i.exec(inherited(server, location, 'client_max_body_size')?.args[0] ?? DEFAULT_BODY) ?? [];
  const most = Number(number) * UNITS[unit.toLowerCase()]!;
  const size = byteLength(request.body);
  if (most === 0 || size <= most) return undefined;
  return { status: 413, error: `client intended to send too large body: ${size} bytes` };
}

export function refusalOf(
  visit: Visit,
  location: Directive | undefined,
): Refusal | undefined | Promise<Refusal | undefined> {
  const { server, ip } = visit;
  const isRule = ({ name }: Directive): boolean => name === 'allow' || name === 'deny';
  const own = location?.block?.filter(isRule) ?? [];
  const rules = own.length > 0 ? own : (server.block?.filter(isRule) ?? []);
  const rule = rules.find(({ args: [range = ''] }) => range === 'all' || inRanges(ip, [range]));
  if (rule?.name === 'deny') return { status: 403, error: 'access forbidden by rule' };
  const realm = inherited(server, location, 'auth_basic')?.args[0] ?? 'off';
  return realm === 'off' ? undefined : byPassword(visit, location, realm);
}

async function byPassword(
  { request, server, view }: Visit,
  location: Directive | undefined,
  realm: string,
): Promise<Refusal | undefined> {
  const challenge = `Basic realm="${realm}"`;
  const authorization = headerOf(request.headers, 'authorization');
  if (authorization === undefined) return { status: 401, challenge };
  const given = inherited(server, location, 'auth_basic_user_file')?.args[0] ?? '';
  const path = given.startsWith('/') ? given : `/etc/nginx/${given}`;
  const file = view.files.read(path);
  if (file === undefined) return { status: 403, error: `open() "${path}" failed (2: No such file or directory)` };
  const { checkCredentials } = await htpasswdCode.load();
  const said = checkCredentials(file, authorization);
  if (said === 'right') return undefined;
  if (said === 'not-simulated')
    return { status: 500, error: 'Portolan does not simulate how this password is hashed; use htpasswd without -B' };
  return { status: 401, challenge, error: 'password mismatch' };
}

const inherited = (server: Directive, location: Directive | undefined, name: string): Directive | undefined =>
  find(location, name) ?? all(server, name)[0];

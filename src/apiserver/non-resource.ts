// Models the paths of kube-apiserver that are no resources: what it serves, how it is, and who it is.

import { KUBERNETES_VERSION } from '#api/version.ts';
import { reply, status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { ISSUER } from './authn/service-account.ts';
import { aggregated, apiGroupList, apiResourceList, apiVersions, type GroupVersion, oneApiGroup } from './discovery.ts';
import { HEALTH_PATHS, health } from './health.ts';
import type { OpenApi } from './openapi/openapi.ts';

/** What is served at the moment. */
export interface Served {
  readonly groupVersions: readonly GroupVersion[];
  readonly openapi: OpenApi;
  /** As discovery names it. */
  readonly serverAddress: string;
  /** The keys that service accounts' tokens are signed with. */
  jwks(): readonly unknown[];
}

const JSON_ONLY = { 'content-type': 'application/json' };
const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
export const NOT_FOUND: ApiResponse = { code: 404, headers: TEXT, body: '404 page not found\n' };

/** The answer to such a path, or undefined. */
export function nonResource(
  { method, headers }: ApiRequest,
  pathname: string,
  query: URLSearchParams,
  served: Served,
): ApiResponse | undefined {
  const { groupVersions, openapi } = served;
  const json = (body: unknown): ApiResponse => ({ code: 200, headers: JSON_ONLY, body });
  switch (pathname) {
    case '/':
      return json({ paths: pathsOf(served) });
    case '/openapi/v2':
      return openapi.v2(headers?.accept ?? '');
    case '/openapi/v3':
      return json(openapi.index());
    case '/.well-known/openid-configuration':
      return json(openIdConfiguration(served.serverAddress));
    case '/openid/v1/jwks':
      return { code: 200, headers: { 'content-type': 'application/jwk-set+json' }, body: { keys: served.jwks() } };
  }
  if (pathname.startsWith('/openapi/v3/'))
    return openapi.v3(pathname.slice('/openapi/v3/'.length), query.get('hash')) ?? NOT_FOUND;
  const healthy = health(pathname, query);
  if (healthy) return healthy;
  const found =
    pathname === '/version' ? json(versionInfo()) : discovery(pathname, headers ?? {}, groupVersions, served);
  // Source: go-restful CurlyRouter, where only GET has a route.
  return found && method !== 'GET' ? reply(status.methodNotAllowed()) : found;
}

function discovery(
  pathname: string,
  headers: NonNullable<ApiRequest['headers']>,
  groupVersions: readonly GroupVersion[],
  { serverAddress }: Served,
): ApiResponse | undefined {
  const [, root, group, version, ...rest] = pathname.replace(/(?<=.)\/$/, '').split('/');
  const ok = (body: unknown): ApiResponse | undefined => (body === undefined ? undefined : { code: 200, body });
  const listed = (name: string, v: string | undefined): ApiResponse | undefined => {
    const found = groupVersions.find((gv) => gv.group === name && gv.version === v);
    return ok(found && apiResourceList(found));
  };
  if (root === 'api') {
    if (group === undefined) return aggregated(groupVersions, true, headers) ?? ok(apiVersions(serverAddress));
    return version === undefined ? listed('', group) : undefined;
  }
  if (root !== 'apis' || rest.length > 0) return undefined;
  if (group === undefined) return aggregated(groupVersions, false, headers) ?? ok(apiGroupList(groupVersions));
  return version === undefined ? ok(oneApiGroup(group, groupVersions)) : group ? listed(group, version) : undefined;
}

function pathsOf({ groupVersions }: Served): string[] {
  const groups = new Set(groupVersions.map((gv) => gv.group).filter(Boolean));
  const apis = groupVersions.map(({ group, version }) => (group ? `/apis/${group}/${version}` : `/api/${version}`));
  return [
    '/.well-known/openid-configuration',
    '/api',
    '/apis',
    ...[...groups].map((g) => `/apis/${g}`),
    ...apis,
    ...HEALTH_PATHS,
    '/openapi/v2',
    '/openapi/v3',
    '/openid/v1/jwks',
    '/version',
  ].sort();
}

/** Source: pkg/serviceaccount/openidmetadata.go. */
function openIdConfiguration(address: string): unknown {
  return {
    issuer: ISSUER,
    jwks_uri: `https://${address}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
  };
}

function versionInfo(): unknown {
  const { major, minor, gitVersion } = KUBERNETES_VERSION;
  const compatibility = {
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
  };
  const built = {
    gitCommit: '93248f9ae092f571eb870b7664c534bfc7d00f03',
    gitTreeState: 'clean',
    buildDate: '2025-09-09T19:37:34Z',
  };
  return {
    major,
    minor,
    ...compatibility,
    gitVersion,
    ...built,
    goVersion: 'go1.24.6',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

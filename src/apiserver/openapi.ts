// Models /openapi/v3: an index, and a document a group version. Paths are as few as kubectl needs; schemas come from the host.

import { KUBERNETES_VERSION } from '#api/version.ts';
import type { GroupVersion } from './discovery.ts';

/** Schemas of one group version (`v1`, `apps/v1`), where the host has them. */
export type OpenApiSource = (
  groupVersion: string,
) => { readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> } } | undefined;

const rootOf = ({ group, version }: GroupVersion): string => (group ? `apis/${group}/${version}` : `api/${version}`);
const nameOf = ({ group, version }: GroupVersion): string => (group ? `${group}/${version}` : version);

/** FNV-1a, in hex: clients keep a document under its URL, so the hash must follow the content. */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16).toUpperCase().padStart(8, '0');
}

export function openApiIndex(groupVersions: readonly GroupVersion[]): unknown {
  const entries = groupVersions.map((gv) => {
    const content = hash(KUBERNETES_VERSION.gitVersion + JSON.stringify(gv));
    return [rootOf(gv), { serverRelativeURL: `/openapi/v3/${rootOf(gv)}?hash=${content}` }];
  });
  return { paths: Object.fromEntries(entries) };
}

/** `path` is what follows `/openapi/v3/`: `apis/apps/v1`. Undefined if there is no such group version. */
export function openApiDocument(
  path: string,
  groupVersions: readonly GroupVersion[],
  source: OpenApiSource | undefined,
): unknown {
  const found = groupVersions.find((gv) => rootOf(gv) === path);
  if (!found) return undefined;
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: KUBERNETES_VERSION.gitVersion },
    paths: pathsOf(found),
    components: { schemas: source?.(nameOf(found))?.components?.schemas ?? {} },
  };
}

const query = (name: string, type = 'string'): unknown => ({ name, in: 'query', schema: { type, uniqueItems: true } });
const OK = { responses: { 200: { description: 'OK' } } };

function pathsOf(gv: GroupVersion): Record<string, unknown> {
  const { group, version } = gv;
  const paths: Record<string, unknown> = {};
  for (const { name, kind, namespaced, verbs } of gv.resources) {
    const base = `/${rootOf(gv)}/${namespaced ? 'namespaces/{namespace}/' : ''}${name}`;
    const operation = (action: string, ...parameters: unknown[]): unknown => ({
      ...OK,
      parameters,
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': { group, kind, version },
    });
    const write = [query('dryRun'), query('fieldManager'), query('fieldValidation')];
    const has = (verb: string): boolean => verbs.includes(verb);
    paths[base] = {
      ...(has('list') && {
        get: operation('list', query('labelSelector'), query('fieldSelector'), query('limit', 'integer')),
      }),
      ...(has('create') && { post: operation('post', ...write) }),
      ...(has('deletecollection') && { delete: operation('deletecollection', query('dryRun')) }),
    };
    if (!has('get')) continue;
    paths[`${base}/{name}`] = {
      get: operation('get'),
      ...(has('update') && { put: operation('put', ...write) }),
      ...(has('patch') && { patch: operation('patch', ...write, query('force', 'boolean')) }),
      ...(has('delete') && { delete: operation('delete', query('dryRun')) }),
    };
  }
  return paths;
}

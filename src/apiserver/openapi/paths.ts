// What an OpenAPI document says of a group version's requests. As few as clients ask about: which query parameters a verb takes.

import type { GroupVersion } from '../discovery.ts';

/** As below `/openapi/v3/` and in every URL: `api/v1`, `apis/apps/v1`. */
export const rootOf = ({ group, version }: GroupVersion): string =>
  group ? `apis/${group}/${version}` : `api/${version}`;

export type OpenApiVersion = 'v2' | 'v3';

export function pathsOf(gv: GroupVersion, openapi: OpenApiVersion): Record<string, unknown> {
  const { group, version } = gv;
  const typed = (type: string): unknown =>
    openapi === 'v2' ? { type, uniqueItems: true } : { schema: { type, uniqueItems: true } };
  const query = (name: string, type = 'string'): unknown => ({ name, in: 'query', ...(typed(type) as object) });
  const inPath = (name: string): unknown => ({ name, in: 'path', required: true, ...(typed('string') as object) });
  const write = [query('dryRun'), query('fieldManager'), query('fieldValidation')];
  const paths: Record<string, unknown> = {};
  for (const { name, kind, namespaced, verbs } of gv.resources) {
    const base = `/${rootOf(gv)}/${namespaced ? 'namespaces/{namespace}/' : ''}${name}`;
    const operation = (action: string, ...parameters: unknown[]): unknown => ({
      responses: { 200: { description: 'OK' } },
      parameters,
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': { group, kind, version },
    });
    const has = (verb: string): boolean => verbs.includes(verb);
    const where = namespaced ? [inPath('namespace')] : [];
    paths[base] = {
      ...(has('list') && {
        get: operation('list', query('labelSelector'), query('fieldSelector'), query('limit', 'integer')),
      }),
      ...(has('create') && { post: operation('post', ...write) }),
      ...(has('deletecollection') && { delete: operation('deletecollection', query('dryRun')) }),
      ...(where.length > 0 && { parameters: where }),
    };
    if (!has('get')) continue;
    paths[`${base}/{name}`] = {
      get: operation('get'),
      ...(has('update') && { put: operation('put', ...write) }),
      ...(has('patch') && { patch: operation('patch', ...write, query('force', 'boolean')) }),
      ...(has('delete') && { delete: operation('delete', query('dryRun')) }),
      parameters: [inPath('name'), ...where],
    };
  }
  return paths;
}

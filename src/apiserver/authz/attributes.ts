// Models apiserver/pkg/endpoints/request RequestInfo as an authorizer reads it: which verb on what.

import { isPathSegmentName } from '#apimachinery/validation.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { User } from '../authn/user.ts';
import { parseResourcePath, splitQuery } from '../routing.ts';

/** What somebody wants to do. Empty strings where a part is not named. */
export interface Action {
  /** `get`, `list`, `create`, …; the lower-case HTTP method where no resource is named. */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  /** Empty: `path` is asked for. */
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  /** `spec.nodeName=x`, as the request carries it. */
  readonly fieldSelector?: string;
}

export interface Attributes extends Action {
  readonly user: User;
}

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

export const onResource = (action: Partial<Action> & { readonly verb: string; readonly resource: string }): Action => ({
  group: '',
  version: '*',
  subresource: '',
  namespace: '',
  name: '',
  path: '',
  ...action,
});

export const onPath = (verb: string, path: string): Action => ({
  verb,
  path,
  group: '',
  version: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
});

export function actionOf({ method, path }: ApiRequest): Action {
  const { pathname, query } = splitQuery(path);
  const parsed = parseResourcePath(pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname);
  if (!parsed?.resource) return onPath(method.toLowerCase(), pathname);
  const { group, version, resource, subresource, name } = parsed;
  // Whoever asks for a namespace asks in it.
  const namespace = resource === 'namespaces' ? name : parsed.namespace;
  const action = { verb: VERBS[method] ?? '', group, version, resource, subresource, namespace, name, path: '' };
  if (name !== '') return action;
  if (action.verb === 'delete') return { ...action, verb: 'deletecollection' };
  if (action.verb !== 'get') return action;
  const verb = ['true', '1'].includes(query.get('watch') ?? '') ? 'watch' : 'list';
  const fieldSelector = query.get('fieldSelector') ?? '';
  return { ...action, verb, name: nameSelected(fieldSelector), ...(fieldSelector && { fieldSelector }) };
}

/** A list that can hold only one object asks for that object. */
function nameSelected(fieldSelector: string): string {
  for (const term of fieldSelector.split(',')) {
    const [, name] = /^metadata\.name==?(.+)$/.exec(term) ?? [];
    if (name !== undefined && isPathSegmentName(name).length === 0) return name;
  }
  return '';
}

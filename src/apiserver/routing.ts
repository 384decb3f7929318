// Models apiserver/pkg/endpoints/request RequestInfo: what a URL names.

export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  /** Undefined: the path is the group version itself. */
  readonly resource: string | undefined;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
  /** Behind the subresource, with its leading slash, undecoded: `/some/path`. */
  readonly rest: string | undefined;
}

export function splitQuery(path: string): { pathname: string; query: URLSearchParams } {
  const at = path.indexOf('?');
  return at < 0
    ? { pathname: path, query: new URLSearchParams() }
    : { pathname: path.slice(0, at), query: new URLSearchParams(path.slice(at + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Undefined for what is not below `/api/VERSION` or `/apis/GROUP/VERSION`. */
export function parseResourcePath(pathname: string): ResourcePath | undefined {
  const segments = pathname.split('/').slice(1);
  const [root, ...below] = segments;
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'api' ? '' : below.shift();
  const version = below.shift();
  if (group === undefined || !version) return undefined;
  let namespace = '';
  // `namespaces/NAME` and its subresources are about the namespace itself.
  if (below[0] === 'namespaces' && below.length > 2 && !['status', 'finalize'].includes(below[2]!)) {
    namespace = decoded(below[1]!);
    below.splice(0, 2);
  }
  const [resource, name = '', subresource = '', ...rest] = below;
  return {
    group,
    version,
    resource: resource || undefined,
    namespace,
    name: decoded(name),
    subresource,
    rest: rest.length > 0 ? `/${rest.join('/')}` : undefined,
  };
}

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
  /** The old way to watch, `/api/v1/watch/…`: of a collection, or of one object. */
  readonly isWatch: boolean;
}

export function splitQuery(path: string): { pathname: string; query: URLSearchParams } {
  const at = path.indexOf('?');
  return at < 0
    ? { pathname: path, query: new URLSearchParams() }
    : { pathname: path.slice(0, at), query: new URLSearchParams(path.slice(at + 1)) };
}

/** Percent signs that stand before anything but two hex digits: Go's HTTP server answers them before anybody else does. */
export const isMalformed = (pathname: string): boolean => /%(?![0-9a-fA-F]{2})/.test(pathname) || pathname[0] !== '/';

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Bytes that are no UTF-8 name nothing that there is.
    return text;
  }
}

/** Undefined for what is not below `/api/VERSION` or `/apis/GROUP/VERSION`. */
export function parseResourcePath(pathname: string): ResourcePath | undefined {
  const segments = pathname.split('/').slice(1);
  const [root, ...below] = segments;
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'api' ? '' : decoded(below.shift() ?? '');
  const version = decoded(below.shift() ?? '');
  if ((root === 'apis' && !group) || !version) return undefined;
  const isWatch = below[0] === 'watch' && below.length > 1;
  if (isWatch) below.shift();
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
    resource: resource ? decoded(resource) : undefined,
    namespace,
    name: decoded(name),
    subresource: decoded(subresource),
    rest: rest.length > 0 ? `/${rest.join('/')}` : undefined,
    isWatch,
  };
}

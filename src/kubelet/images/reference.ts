// Image references as Docker reads them: `nginx` is `docker.io/library/nginx:latest`. Source: distribution/reference.

export interface Reference {
  /** Fully qualified: `docker.io/library/nginx`. */
  readonly repository: string;
  /** `latest` when neither tag nor digest was given; empty for a digest alone. */
  readonly tag: string;
  readonly digest: string | undefined;
}

const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[a-f0-9]{64}$/;
const DOMAIN =
  /^(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?$/;

/** Undefined if the text is no reference at all: the kubelet calls that InvalidImageName. */
export function parseReference(text: string): Reference | undefined {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : digest === undefined ? 'latest' : '';
  if (hasTag && !TAG.test(tag)) return undefined;

  const parts = (hasTag ? named.slice(0, colon) : named).split('/');
  const first = parts[0]!;
  // A first part that looks like a host name is the registry; everything else is Docker Hub's.
  const domain =
    parts.length > 1 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase())
      ? parts.shift()!
      : 'docker.io';
  if (!DOMAIN.test(domain) || !parts.every((part) => COMPONENT.test(part))) return undefined;
  const hub = domain === 'docker.io' || domain === 'index.docker.io';
  const path = hub && parts.length === 1 ? `library/${parts[0]}` : parts.join('/');
  return { repository: `${hub ? 'docker.io' : domain}/${path}`, tag, digest };
}

/** A digest for imageID. Differs: it is made from the name, since there is no content to hash. */
export function digestOf(repository: string, tag: string): string {
  let hex = '';
  for (let round = 0; hex.length < 64; round++) {
    let hash = 0x811c9dc5 ^ round;
    for (const char of `${repository}:${tag}#${round}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
    hex += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return `sha256:${hex}`;
}

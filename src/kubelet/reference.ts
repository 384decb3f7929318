// Models distribution/reference: image names as people write them, and as the registry knows them.

export interface ImageReference {
  /** `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tag: string;
  /** `docker.io/library/nginx:latest`. */
  readonly name: string;
}

const VALID =
  /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::\d+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/i;

/** Undefined: not a well-formed name. Source: reference.ParseDockerRef. */
export function parseReference(text: string): ImageReference | undefined {
  if (!VALID.test(text)) return undefined;
  const at = text.indexOf('@');
  const digest = at < 0 ? '' : text.slice(at);
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  const path = tagged ? named.slice(0, colon) : named;
  const tag = tagged ? named.slice(colon + 1) : 'latest';
  const [first = '', ...rest] = path.split('/');
  const hasDomain = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const repository = hasDomain ? path : rest.length > 0 ? `docker.io/${path}` : `docker.io/library/${path}`;
  if (/[A-Z]/.test(repository.slice(repository.indexOf('/')))) return undefined;
  return { repository, tag, name: digest ? `${repository}${digest}` : `${repository}:${tag}` };
}

/** 64 hex digits that are always the same for the same text: an image's digest. */
export function digestOf(text: string): string {
  let out = '';
  for (let part = 0; part < 8; part++) {
    let hash = 0x811c9dc5 ^ part;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    out += ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, '0');
  }
  return out;
}

/** 64 hex digits by chance: a container's ID. */
export function randomHex64(random: () => number): string {
  let out = '';
  for (let i = 0; i < 8; i++)
    out += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  return out;
}

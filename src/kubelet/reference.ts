// Image names as the container runtime reports them, and IDs of containers.

import { digestOf, parseReference, repositories } from './images/index.ts';

export interface ImageName {
  /** `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tag: string;
  /** `docker.io/library/nginx:latest`. */
  readonly name: string;
  /** `docker.io/library/nginx@sha256:…`. */
  readonly id: string;
}

// Thousands of containers are of a few images. Emptied when it is full.
const names = new Map<string, ImageName | undefined>();
const MAX_NAMES = 1000;

/** Undefined: not a well-formed name. */
export function imageName(text: string): ImageName | undefined {
  if (names.has(text)) return names.get(text);
  if (names.size >= MAX_NAMES) names.clear();
  const name = parsedName(text);
  names.set(text, name);
  return name;
}

function parsedName(text: string): ImageName | undefined {
  const parsed = parseReference(text);
  if (!parsed) return undefined;
  const { repository, tag, digest } = parsed;
  const name = digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`;
  return { repository, tag, name, id: `${repository}@${digest ?? digestOf(repository, tag)}` };
}

/** Does the registry have this repository, whatever its tags? */
export function isKnown({ repository }: ImageName): boolean {
  return repositories.some((known) => known.names.includes(repository));
}

/** 64 hex digits by chance: a container's ID. */
export function randomHex64(random: () => number): string {
  let out = '';
  for (let i = 0; i < 8; i++) {
    out += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  }
  return out;
}

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

/** Undefined: not a well-formed name. */
export function imageName(text: string): ImageName | undefined {
  const parsed = parseReference(text);
  if (!parsed) return undefined;
  const { repository, tag, digest } = parsed;
  const name = digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`;
  return { repository, tag, name, id: `${repository}@${digest ?? digestOf(repository, tag)}` };
}

/** Does the registry have this repository, whatever its tags? */
export function isKnown({ repository }: ImageName): boolean {
  return repositories.some(({ names }) => names.includes(repository));
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

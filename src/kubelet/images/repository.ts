// A repository of images: which tags it has, and the image behind each.

import type { Image } from '../image.ts';

export interface Repository {
  /** Fully qualified: `docker.io/library/nginx`. */
  readonly names: readonly string[];
  /** Tags to show in lists and documents. */
  readonly examples: readonly string[];
  /** Undefined: the registry has no such tag. */
  at(tag: string): Image | undefined;
}

type Fixed = Omit<Image, 'repositories' | 'hasTag' | 'files' | 'config'> & {
  readonly config?: Partial<Image['config']>;
  readonly files?: Readonly<Record<string, string>>;
};

/** A repository whose tags are a pattern, and whose images differ by tag only in `make`. */
export function repository(
  names: readonly string[],
  tags: RegExp,
  examples: readonly string[],
  make: (tag: string) => Fixed,
): Repository {
  return {
    names,
    examples,
    at(tag) {
      if (!tags.test(tag)) return undefined;
      const { config, files = {}, ...rest } = make(tag);
      return {
        ...rest,
        repositories: names,
        hasTag: (other) => tags.test(other),
        files: () => files,
        config: {
          entrypoint: [],
          cmd: [],
          env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
          workingDir: '/',
          user: 'root',
          exposed: [],
          ...config,
        },
      };
    },
  };
}

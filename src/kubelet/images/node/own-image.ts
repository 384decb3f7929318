// An image that is made of a folder: the official Node.js image with the folder's files in /app, as `COPY . /app` would have it.

import type { Program } from '#machine/program.ts';
import type { FindImage, FoundImage } from '../index.ts';
import { parseReference } from '../reference.ts';
import { node } from './node.ts';

export interface OwnImage {
  /** As in `image:`, without a tag: whatever the tag, it is this folder. */
  readonly name: string;
  /** What stands in the folder now, by path below it. A container has what stood there when it was started. */
  files(): Readonly<Record<string, string>>;
  /** Runs `node`. Default: the simulated image's interpreter. */
  readonly node?: Program;
}

const FOLDER = '/app';

/** Where no npm script says how it is started, server.js is. */
function commandOf(files: Readonly<Record<string, string>>): readonly string[] {
  try {
    const { scripts } = JSON.parse(files['package.json'] ?? '{}') as { readonly scripts?: { readonly start?: string } };
    if (scripts?.start) return ['npm', 'start'];
  } catch {
    // npm would say so; node does not mind.
  }
  return ['node', 'server.js'];
}

export function ownImage({ name, files, node: program }: OwnImage): FindImage {
  const repository = parseReference(name)?.repository;
  const found = new Map<string, FoundImage>();
  let before = '';
  return (reference) => {
    const parsed = parseReference(reference);
    if (!parsed || parsed.repository !== repository) return undefined;
    const own = files();
    const content = JSON.stringify(own);
    // Containers that share an image share its files: what was changed is another image.
    if (content !== before) found.clear();
    before = content;
    const { tag } = parsed;
    const kept = found.get(tag);
    if (kept) return kept;
    const base = node.at('22')!;
    const made: FoundImage = {
      tag,
      reference: `${repository}:${tag}`,
      image: {
        ...base,
        repositories: [repository],
        hasTag: () => true,
        files: () => Object.fromEntries(Object.entries(own).map(([path, text]) => [`${FOLDER}/${path}`, text])),
        config: { ...base.config, workingDir: FOLDER, cmd: commandOf(own) },
        ...(program && { brings: new Map([['node', program]]) }),
      },
    };
    found.set(tag, made);
    return made;
  };
}

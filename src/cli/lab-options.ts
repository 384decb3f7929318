// The options that every command with a cluster of its own shares.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import type { Lab, LabOptions } from '#lab/lab.ts';
import { DOCUMENTS, missingDocument } from '#network/documents.ts';
import { documentOf } from './documents.ts';
import type { OptionSpec, Parsed } from './options.ts';

export const labOptionSpecs: Readonly<Record<string, OptionSpec>> = {
  apply: { value: 'texts', metavar: 'FILE|URL', help: 'manifest(s) applied before it is ready; repeatable' },
  lesson: { value: 'text', metavar: 'ID[/EXERCISE]', help: 'the starting state of that lesson' },
  nodes: { value: 'whole', metavar: 'N', help: 'worker nodes (default 3)' },
  provider: { value: ['cloud', 'bare-metal'], help: 'what surrounds the cluster (default cloud)' },
  seed: { value: 'whole', metavar: 'N', help: 'every random choice follows from it (default 1)' },
  image: {
    value: 'texts',
    metavar: 'NAME=FOLDER',
    help: "containers of that image run your server in FOLDER with this machine's Node; takes real time; repeatable",
  },
  time: { value: ['live', 'instant'], help: 'believable time, or straight to rest' },
};

/** `startMs`: the simulated moment at which the cluster is made. */
export function labOptionsOf(parsed: Parsed, time: 'live' | 'instant', startMs?: number): LabOptions {
  const nodes = parsed.number('nodes');
  const seed = parsed.number('seed');
  return {
    time: (parsed.text('time') as 'live' | 'instant' | undefined) ?? time,
    ...(nodes !== undefined && { nodes }),
    ...(seed !== undefined && { seed }),
    ...(parsed.text('provider') && { provider: parsed.text('provider') as 'cloud' | 'bare-metal' }),
    ...(startMs !== undefined && { startMs }),
  };
}

/** Applies manifests in order. Returns what was wrong with the first that could not be applied. */
export function applyFiles(lab: Lab, files: readonly string[]): string | undefined {
  for (const file of files) {
    const text = textOf(file);
    if (typeof text !== 'string') return text.error;
    const documents = parseYamlDocuments(text);
    if ('error' in documents) return `${file}:${documents.line}:${documents.column}: ${documents.error}`;
    const refused = lab.apply(documents.ok);
    if (refused) return `${file}: ${refused}`;
  }
  return undefined;
}

/** A file of the real machine, or a document of the simulated internet. */
function textOf(source: string): string | { readonly error: string } {
  if (/^https?:\/\//.test(source)) {
    const file = DOCUMENTS.find(({ url }) => url === source)?.file;
    return (file && documentOf(file)) ?? { error: missingDocument(source).trimEnd() };
  }
  try {
    return readFileSync(resolve(source), 'utf8');
  } catch (error) {
    return { error: `cannot read ${resolve(source)}: ${(error as Error).message}` };
  }
}

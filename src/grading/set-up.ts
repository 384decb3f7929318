// Makes a cluster stand as a lesson's start says.

import { loadYaml } from '#apimachinery/yaml-loader.ts';
import type { Lab } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import type { ReadDocument } from '#network/documents.ts';
import { evidenceOf } from './evidence.ts';
import { fillLive } from './live.ts';
import type { LessonStart } from './start.ts';

/** What is on disk, or packed with the page, for a start. */
export interface StartFiles {
  /** The objects of content/starts/NAME.yaml; undefined: there is no such file. */
  readonly starts: (name: string) => readonly unknown[] | undefined | Promise<readonly unknown[] | undefined>;
  /** Files of content/manifests. */
  readonly documents: ReadDocument;
}

/**
 * The lab must be new, and driven. In `live` time, too, everything has come to rest afterwards.
 *
 * @returns What went wrong, in words.
 */
export async function setUp(
  lab: Lab,
  start: LessonStart,
  { starts, documents }: StartFiles,
): Promise<string | undefined> {
  for (const file of start.manifests) {
    const text = await documents(file);
    if (text === undefined) return `there is no content/manifests/${file}`;
    const parsed = (await loadYaml()).parseYamlDocuments(text);
    if ('error' in parsed) return `content/manifests/${file}: ${parsed.error}`;
    const refused = await lab.applyInTurn(parsed.ok);
    if (refused) return `content/manifests/${file}: ${refused}`;
    lab.settle();
  }
  for (const name of start.from) {
    const objects = await starts(name);
    if (!objects) return `there is no content/starts/${name}.yaml`;
    const refused = await lab.applyInTurn(objects);
    if (refused) return `content/starts/${name}.yaml: ${refused}`;
    lab.settle();
  }
  const lines = [...Object.entries(start.records).map(([name, to]) => recordLine(name, to)), ...start.run];
  if (lines.length > 0) {
    await lab.machines.warm();
    const prompt = new LaptopShell(lab);
    const evidence = evidenceOf(lab, [], new Map());
    for (const line of lines) {
      const filled = await fillLive(line, evidence);
      if ('missing' in filled) return `${line}: ${filled.missing.en}`;
      const { exitCode, stderr } = await prompt.capture(filled.value);
      if (exitCode !== 0) return `${filled.value} ended with exit code ${exitCode}: ${stderr}`;
      lab.settle();
    }
  }
  if (Object.keys(start.faults).length > 0) {
    lab.faults = start.faults;
    lab.settle();
  }
  return undefined;
}

const recordLine = (name: string, to: string): string =>
  `dnszone add '${name}' ${/^[\d.]+$|^\$/.test(to) ? 'A' : 'CNAME'} ${to}`;

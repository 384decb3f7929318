// What the real kubectl did with the cases of cases/*.txt, as recorded/*.txt hold it: a file for a file, readable, replayed by ours.
//
//   kubectl v1.34.5, …                   the first line says who vouches for it
//
//   ### name [shop.yaml]                 as the case has it
//   $ kubectl get pod nope               the step; standard output stands as it is
//   ! Error from server (NotFound): …    standard error
//   [exit 1]                             when it is not 0
//   = services/default/web spec.type: "NodePort"     what is stored otherwise than before, at the end
//
// What time or chance decided is replaced by its name, as in transcripts.

import { readdirSync, readFileSync } from 'node:fs';
import type { ApiObject } from '#apimachinery/meta.ts';
import { type Case, parseCases } from './kubectl-diff.mjs';
import { formatOutcome, normalise, type Outcome } from './transcript.ts';

const dir = new URL('.', import.meta.url).pathname;
export const MANIFESTS = `${dir}manifests`;

/** By resource: `services`. */
export type Stored = Readonly<Record<string, readonly ApiObject[]>>;

export interface Played {
  /** Of each step. */
  readonly outcomes: readonly Outcome[];
  readonly before: Stored;
  readonly after: Stored;
}

export interface CaseFile {
  /** Without `.txt`. */
  readonly name: string;
  readonly cases: readonly Case[];
}

export const readCaseFiles = (): readonly CaseFile[] =>
  readdirSync(`${dir}cases`)
    .sort()
    .map((file) => {
      const path = `${dir}cases/${file}`;
      return { name: file.replace(/\.txt$/, ''), cases: parseCases(readFileSync(path, 'utf8'), path) };
    });

export const recordingOf = ({ name }: CaseFile): string => `${dir}recorded/${name}.txt`;

/** The recorded block of each case, by the case's name. */
export function readRecording(file: CaseFile): ReadonlyMap<string, string> {
  const [, ...blocks] = readFileSync(recordingOf(file), 'utf8').split(/\n\n(?=### )/);
  return new Map(blocks.map((block) => [/^### (\S+)/.exec(block)![1]!, `${block.trimEnd()}\n`]));
}

export function showCase({ name, manifests, steps }: Case, { outcomes, before, after }: Played): string {
  const shown = steps.flatMap(({ script, unordered }, at) => {
    const lines = formatOutcome(outcomes[at]!);
    return [`$ ${script}`, ...(unordered ? lines.sort() : lines)];
  });
  const head = `### ${name}${manifests.length > 0 ? ` [${manifests.join(', ')}]` : ''}`;
  return `${[head, ...shown, ...changes(before, after).map((line) => `= ${line}`)].join('\n')}\n`;
}

/** What follows from a client's objects, or from time alone: the server's part. */
const OWN: ReadonlySet<string> = new Set([
  'events',
  'leases.coordination.k8s.io',
  'nodes',
  'endpoints',
  'endpointslices.discovery.k8s.io',
]);
const OWN_FIELDS =
  /^(status|metadata\.(uid|resourceVersion|creationTimestamp|deletionTimestamp|generation|selfLink|managedFields))(\.|$)/;
const CLIENT = /^kubectl/;

function changes(before: Stored, after: Stored): string[] {
  const then = leavesOf(before);
  const now = leavesOf(after);
  const lines: string[] = [];
  for (const object of new Set([...then.keys(), ...now.keys()])) {
    const [was, is] = [then.get(object), now.get(object)];
    if (!is) lines.push(`${object} gone`);
    else for (const [path, value] of is) if (was?.get(path) !== value) lines.push(`${object} ${path}: ${value}`);
    if (was && is) for (const path of was.keys()) if (!is.has(path)) lines.push(`${object} ${path} gone`);
  }
  return lines.sort();
}

function leavesOf(stored: Stored): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const all = new Map<string, Map<string, string>>();
  for (const [resource, objects] of Object.entries(stored))
    for (const object of OWN.has(resource) ? [] : objects) {
      const { namespace, name, ownerReferences } = object.metadata;
      if (namespace === 'kube-system' || ownerReferences) continue;
      const leaves = new Map<string, string>();
      for (const { manager = '', operation, subresource, fieldsV1 } of object.metadata.managedFields ?? [])
        if (CLIENT.test(manager))
          leaves.set(
            `managed by ${manager} ${operation}${subresource ? ` ${subresource}` : ''}`,
            normalise(JSON.stringify(fieldsV1)),
          );
      collect(object, '', leaves);
      all.set(`${resource}/${namespace ? `${namespace}/` : ''}${name}`, leaves);
    }
  return all;
}

function collect(value: unknown, path: string, into: Map<string, string>): void {
  if (OWN_FIELDS.test(path)) return;
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0) {
    into.set(path, normalise(JSON.stringify(value)));
    return;
  }
  for (const [key, each] of Object.entries(value)) collect(each, path === '' ? key : `${path}.${key}`, into);
}

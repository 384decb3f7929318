// A request's way in the reader's words: each step, the first broken link, the line of the manifest that decides, and what would mend it.
// One value: `why` prints it, checks take their reasons from it, the page shows it.

import type { Pod } from '#api/core/types.ts';
import type { Hop, HopReason } from '#machine/hop.ts';
import { isOf } from '../workload.ts';
import { findingOf } from './deciding/deciding.ts';
import type { Finding, Note } from './deciding/finding.ts';
import { inOf } from './deciding/place.ts';
import { type Facts, find } from './facts.ts';
import { excerptOf, keysOf, managerOf, valueAt, writtenIn } from './manifest.ts';
import { LABELS } from './words/labels.ts';
import { filled, type Language } from './words/language.ts';
import { LINES_ZH } from './words/lines.ts';
import { NOTES } from './words/notes/notes.ts';
import type { NoteWords } from './words/notes/words.ts';
import { REASONS } from './words/reasons/reasons.ts';
import type { BreakingCode } from './words/reasons/saying.ts';

export interface Explanation {
  readonly steps: readonly Step[];
  /** The first broken link. Undefined: the request's way was whole. */
  readonly broken?: Broken;
  /** The server's own answer, where that is not what one would want. */
  readonly answered?: { readonly at: string; readonly status: string };
}

export interface Step {
  readonly at: string;
  readonly text: string;
  readonly ok: boolean;
}

export interface Broken {
  /** The reason's code: `selector-matches-none`. */
  readonly code: string;
  readonly at: string;
  readonly what: string;
  readonly mend: string;
  readonly decided?: Decided;
}

export interface Decided {
  /** `Kind/namespace/name` */
  readonly object: string;
  /** `spec.ports[0].targetPort`. Undefined: all of it. */
  readonly path?: string;
  /** The field is not there, and that decides. */
  readonly absent?: true;
  /** What stands around it, as YAML, a line each. */
  readonly lines: readonly string[];
  /** Which of the lines is the field's. */
  readonly deciding?: number;
  /** Who wrote it last, by managedFields. */
  readonly manager?: string;
  /** Where it stands in the reader's own files: `web.yaml:12`. */
  readonly file?: string;
}

export function explain(trace: readonly Hop[], language: Language, facts: Facts): Explanation {
  const steps = trace.map((hop) => ({ at: hop.at, text: stepText(hop, language), ok: hop.ok }));
  const index = trace.findIndex(({ ok }) => !ok);
  const hop = trace[index];
  if (!hop) return { steps, ...ownAnswer(trace.at(-1)) };
  if (wentWell(trace)) return { steps };
  return { steps, broken: brokenLink(hop, trace.slice(0, index), language, facts) };
}

/** A proxy that tried another endpoint came through: then a broken link was mended on the way. */
function wentWell(trace: readonly Hop[]): boolean {
  const last = trace.at(-1);
  return last?.reason.code === 'answered' && Number(last.reason.parameters.status) < 400;
}

function ownAnswer(last: Hop | undefined): Pick<Explanation, 'answered'> {
  const status = last?.reason.code === 'answered' ? last.reason.parameters.status : undefined;
  return last && status !== undefined && Number(status) >= 400 ? { answered: { at: last.at, status } } : {};
}

export function brokenLink(hop: Hop, before: readonly Hop[], language: Language, facts: Facts): Broken {
  const reason = hop.reason.cause ?? hop.reason;
  const finding = findingOf({ reason, hop, before, facts });
  const { what, mend } = saying(hop.reason, language);
  return brokenBy({ code: hop.reason.code, at: hop.at, what: [what], mend }, finding, language, facts);
}

/** The same of an object that no request was sent to. `name`: `Kind/namespace/name`. */
export function faultOf(name: string, at: string, finding: Finding, language: Language, facts: Facts): Broken {
  const [kind = '', ...place] = name.split('/');
  const namespace = place.length > 1 ? place[0] : undefined;
  const parameters = { type: kind.toLowerCase(), name: place.at(-1) ?? '', in: inOf(namespace) };
  const code = finding.notes?.[0]?.code ?? '';
  return brokenBy({ code, at, what: [], mend: filled(LABELS.look[language], parameters) }, finding, language, facts);
}

interface Start extends Pick<Broken, 'code' | 'at' | 'mend'> {
  readonly what: readonly string[];
}

function brokenBy({ code, at, what, mend }: Start, found: Finding, language: Language, facts: Facts): Broken {
  const finding = ownersOf(found, facts);
  const decided = decidedBy(finding, facts);
  const said = (finding.notes ?? []).map(({ code: of, parameters }: Note) => {
    const words: NoteWords = NOTES[of];
    return {
      what: filled(words.what[language], parameters),
      mend: words.mend && filled(words.mend[language], parameters),
    };
  });
  return {
    code,
    at,
    what: [...what, ...said.map((note) => note.what)].join(language === 'en' ? ' ' : ''),
    mend: said.findLast((note) => note.mend !== undefined)?.mend ?? mend,
    ...(decided && { decided }),
  };
}

export function stepText({ did, reason }: Pick<Hop, 'did' | 'reason'>, language: Language): string {
  return language === 'en' ? did : lineOf(reason);
}

function lineOf({ code, parameters, cause }: HopReason): string {
  return filled(LINES_ZH[code], cause ? { ...parameters, cause: lineOf(cause) } : parameters);
}

function saying(reason: HopReason, language: Language): { readonly what: string; readonly mend: string } {
  const { what, mend } = REASONS[reason.code as BreakingCode];
  const { parameters, cause } = reason;
  const of = cause && saying(cause, language);
  return {
    what: filled(what[language], { ...parameters, ...(of && { cause: of.what }) }),
    mend: filled(mend[language], { ...parameters, ...(of && { cause: of.mend }) }),
  };
}

/** A Pod is what its Deployment says: that is where the field is written. */
function ownersOf(finding: Finding, facts: Facts): Finding {
  const { object, path } = finding;
  const pod = object?.startsWith('Pod/') && path?.startsWith('spec') ? find<Pod>(facts, object) : undefined;
  if (!pod) return finding;
  const owner = (['Deployment', 'StatefulSet', 'DaemonSet'] as const)
    .flatMap((kind) => facts.list(kind).map(({ metadata }) => `${kind}/${metadata.namespace}/${metadata.name}`))
    .find((workload) => isOf(pod, workload));
  return owner === undefined ? finding : { ...finding, object: owner, path: `spec.template.${path}` };
}

function decidedBy({ object: name, path }: Finding, facts: Facts): Decided | undefined {
  const object = name === undefined ? undefined : find(facts, name);
  if (name === undefined || !object) return undefined;
  if (path === undefined) return { object: name, lines: [] };
  const isAbsent = valueAt(object, keysOf(path)) === undefined;
  const manager = isAbsent ? undefined : managerOf(object, path);
  const file = isAbsent ? undefined : writtenIn(facts.files?.() ?? [], name, path);
  return {
    object: name,
    path,
    ...(isAbsent ? { absent: true, lines: [] } : excerptOf(object, path)),
    ...(manager && { manager }),
    ...(file && { file: `${file.path}:${file.line}` }),
  };
}

/** As `why` prints it. */
export function explanationLines({ steps, broken, answered }: Explanation, language: Language): readonly string[] {
  const lines = steps.map(({ at, text, ok }) => `  ${ok ? '✓' : '✗'} ${at}: ${text}`);
  if (broken)
    return [...lines, '', filled(LABELS.broken[language], { at: broken.at }), ...brokenLines(broken, language)];
  if (answered) return [...lines, filled(LABELS.answered[language], answered)];
  return [...lines, (steps.every(({ ok }) => ok) ? LABELS.fine : LABELS.retried)[language]];
}

export function brokenLines({ what, decided, mend }: Broken, language: Language): readonly string[] {
  return [
    filled(LABELS.because[language], { what }),
    ...(decided ? decidedLines(decided, language) : []),
    filled(LABELS.mend[language], { how: mend }),
  ];
}

function decidedLines(decided: Decided, language: Language): readonly string[] {
  const { object, path, manager, file, absent, lines, deciding } = decided;
  const first = [
    path === undefined
      ? filled(LABELS.decidedWhole[language], { object })
      : filled(LABELS.decided[language], { object, path }),
    absent ? LABELS.absent[language] : '',
    manager ? filled(LABELS.written[language], { manager }) : '',
    file ? filled(LABELS.inFile[language], { file }) : '',
  ].join('');
  return [first, ...lines.map((line, i) => `  ${i === deciding ? '→' : ' '} ${line}`)];
}

// A request's way in the reader's words: each step, the first broken link, the line of the manifest that decides, and what would mend it.
// One value: `why` prints it, checks take their reasons from it, the page shows it.

import type { Hop, HopReason } from '#machine/hop.ts';
import { decidingField, managerOf, written } from './deciding-field.ts';
import { type Facts, find } from './facts.ts';
import { LABELS } from './words/labels.ts';
import { filled, type Language } from './words/language.ts';
import { LINES_ZH } from './words/lines.ts';
import { type BreakingCode, REASONS } from './words/reasons.ts';

export interface Explanation {
  readonly steps: readonly Step[];
  /** The first broken link. Undefined: the request went well. */
  readonly broken?: Broken;
}

export interface Step {
  readonly at: string;
  readonly text: string;
  readonly ok: boolean;
}

export interface Broken {
  readonly at: string;
  readonly what: string;
  readonly mend: string;
  readonly decided?: Decided;
}

export interface Decided {
  /** `Kind/namespace/name` */
  readonly object: string;
  /** `spec.selector` */
  readonly path: string;
  /** What stands there, as YAML, a line each. */
  readonly lines: readonly string[];
  /** Who wrote it last, by managedFields. */
  readonly manager?: string;
}

export function explain(trace: readonly Hop[], language: Language, facts: Facts): Explanation {
  const steps = trace.map((hop) => ({ at: hop.at, text: stepText(hop, language), ok: hop.ok }));
  const index = trace.findIndex(({ ok }) => !ok);
  const hop = trace[index];
  if (!hop || wentWell(trace)) return { steps };
  return { steps, broken: brokenLink(hop, trace.slice(0, index), language, facts) };
}

/** A proxy that tried another endpoint came through: then a broken link was mended on the way. */
function wentWell(trace: readonly Hop[]): boolean {
  const last = trace.at(-1);
  return last?.reason.code === 'answered' && Number(last.reason.parameters.status) < 400;
}

export function brokenLink(hop: Hop, before: readonly Hop[], language: Language, facts: Facts): Broken {
  const decided = decision(hop, before, facts);
  return { at: hop.at, ...saying(hop.reason, language), ...(decided && { decided }) };
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

function decision(hop: Hop, before: readonly Hop[], facts: Facts): Decided | undefined {
  const reason = hop.reason.cause ?? hop.reason;
  const field = decidingField(reason, hop, before);
  const object = field && find(facts, field.object);
  if (!field || !object) return undefined;
  // A policy that denies by having no rules has no line of them: then its selector is what decides.
  const path =
    written(object, field.path) === undefined && reason.code === 'policy-denied' ? 'spec.podSelector' : field.path;
  const manager = managerOf(object, path);
  const lines = written(object, path)?.split('\n') ?? [];
  return { object: field.object, path, lines, ...(manager && { manager }) };
}

/** As `why` prints it. */
export function explanationLines({ steps, broken }: Explanation, language: Language): readonly string[] {
  const lines = steps.map(({ at, text, ok }) => `  ${ok ? '✓' : '✗'} ${at}: ${text}`);
  if (broken)
    return [...lines, '', filled(LABELS.broken[language], { at: broken.at }), ...brokenLines(broken, language)];
  return [...lines, (steps.every(({ ok }) => ok) ? LABELS.fine : LABELS.retried)[language]];
}

export function brokenLines({ what, decided, mend }: Broken, language: Language): readonly string[] {
  const lines = [filled(LABELS.because[language], { what })];
  if (decided) {
    const { object, path, manager } = decided;
    const by = manager ? filled(LABELS.written[language], { manager }) : '';
    lines.push(`${filled(LABELS.decided[language], { object, path })}${by}`, ...decided.lines.map((l) => `    ${l}`));
  }
  return [...lines, filled(LABELS.mend[language], { how: mend })];
}

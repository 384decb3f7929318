// Every usual mistake in what the solution made is refused by some check, or the lesson says why not.

import { deepEqual } from '#apimachinery/equal.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { isStatus } from '#apimachinery/status.ts';
import { isStreaming } from '#apimachinery/wire.ts';
import { LEARNER } from '#lab/kubeconfig.ts';
import type { Lab, Snapshot } from '#lab/lab.ts';
import type { Verdict } from './grade.ts';
import type { Exercise } from './lesson.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import type { Seat } from './seat.ts';

/** An object, and the mistakes that can be made in what was done to it. */
interface Made {
  readonly object: ApiObject;
  readonly mutants: readonly Mutant[];
}

/**
 * What the solution has made or changed, and nobody else: what belongs to others is their owners' work. Of an object that was there
 * before, only mistakes in what has changed.
 */
export function madeBetween(before: Snapshot['storage'], after: Snapshot['storage']): readonly Made[] {
  return Object.entries(after.objects).flatMap(([resource, objects]) => {
    const old = new Map((before.objects[resource] ?? []).map((o) => [keyOf(o), o]));
    return objects.flatMap((object) => {
      const was = old.get(keyOf(object));
      if ((object.metadata.ownerReferences ?? []).length > 0 || (was && isSame(was, object))) return [];
      const known = new Set(was ? mutantsOf(was).map(({ name }) => name) : []);
      const mutants = mutantsOf(object).filter(({ name }) => !known.has(name));
      return mutants.length > 0 ? [{ object, mutants }] : [];
    });
  });
}

const keyOf = ({ metadata }: ApiObject): string => `${metadata.namespace}/${metadata.name}`;
const isSame = (a: ApiObject, b: ApiObject): boolean =>
  deepEqual(specOf(a), specOf(b)) && deepEqual(a.metadata.annotations ?? {}, b.metadata.annotations ?? {});
/** What somebody else has published is applied as it is. */
const isPublished = (line: string): boolean => /\bkubectl\b.*\s-f\s*https?:/.test(line);

/** A node port that the cluster has drawn is nobody's mistake. */
const isDrawn = (name: string, lines: readonly string[]): boolean => {
  const port = /nodePort other than (\d+)/.exec(name)?.[1];
  return port !== undefined && !lines.some((line) => line.includes(port));
};

const specOf = (object: ApiObject): unknown => (object as { spec?: unknown }).spec;

/** Puts the mutant in the place of what it was made from. False: the API server refuses it, so nobody can make that mistake. */
async function stand(lab: Lab, mutant: Mutant, { metadata }: ApiObject): Promise<boolean> {
  const { apiVersion, kind } = mutant.object;
  const { resource } = lab.cluster.resourceFor(apiVersion!, kind!)!;
  const root = apiVersion!.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const path = `${root}/namespaces/${metadata.namespace}/${resource}/${metadata.name}`;
  await lab.handle({ method: 'DELETE', path }, LEARNER);
  const target = `${root}/namespaces/${mutant.object.metadata.namespace}/${resource}`;
  const answer = await lab.handle({ method: 'POST', path: target, body: mutant.object }, LEARNER);
  return isStreaming(answer) || !isStatus(answer.body);
}

/** A mistake, and what each check says of it. */
export interface MutantJudged {
  readonly name: string;
  readonly verdicts: readonly Verdict[];
}

/**
 * The names of mutants that every check lets through.
 *
 * @param begin Gives a seat before the solution.
 * @param again Gives a seat as it stood after the solution, which `solved` tells.
 */
export async function survivors(
  exercise: Exercise,
  begin: () => Promise<Seat>,
  again: (solved: Seat) => Promise<Seat>,
): Promise<readonly string[]> {
  return (await judgedMutants(exercise, begin, again)).flatMap(({ name, verdicts }) =>
    verdicts.every(({ state }) => state === 'passed') ? [name] : [],
  );
}

/** Those that the API server takes, with the verdicts of all checks. Parameters as those of `survivors`. */
export async function judgedMutants(
  exercise: Exercise,
  begin: () => Promise<Seat>,
  again: (solved: Seat) => Promise<Seat>,
): Promise<readonly MutantJudged[]> {
  const seat = await begin();
  try {
    let before = seat.lab.snapshot().storage;
    const foreign = new Set<string>();
    for (const line of exercise.solution) {
      const lab = seat.lab;
      const was = isPublished(line) ? lab.snapshot().storage : undefined;
      await seat.run([line]);
      // A cluster of its own has come: what stands there was not made by the solution.
      if (seat.lab !== lab) before = seat.lab.snapshot().storage;
      else if (was)
        for (const { mutants } of madeBetween(was, lab.snapshot().storage))
          for (const { name } of mutants) foreign.add(name);
    }
    const made = madeBetween(before, seat.lab.snapshot().storage);
    const judged: MutantJudged[] = [];
    for (const { mutant, object } of made.flatMap((one) => one.mutants.map((mutant) => ({ mutant, ...one })))) {
      if (foreign.has(mutant.name) || isDrawn(mutant.name, exercise.solution)) continue;
      const copy = await again(seat);
      try {
        if (!(await stand(copy.lab, mutant, object))) continue;
        judged.push({ name: mutant.name, verdicts: await copy.grade(exercise) });
      } finally {
        copy.leave();
      }
    }
    return judged;
  } finally {
    seat.leave();
  }
}

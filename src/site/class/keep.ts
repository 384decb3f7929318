// What the browser keeps of a class: its plan, and what was noted in each lesson. `localStorage`, which a page reads before it begins, and
// where other tabs write too.

import type { CheckVerdict } from '../worker/protocol.ts';
import { type LessonLog, NO_LOG, noted } from './class-log.ts';
import { type ClassPlan, readPlan } from './plan.ts';

/** bench.ts looks whether it is there. */
const PLAN = 'portolan-class';
const logKey = (lesson: string): string => `portolan-class-log/${lesson}`;

/** Which class it is. One whose deadline, lessons or hints are changed is the same; another name or seed makes another. */
const classOf = ({ title, seed }: ClassPlan): string => JSON.stringify([title, seed ?? null]);

export const isSameClass = (a: ClassPlan, b: ClassPlan): boolean => classOf(a) === classOf(b);
/** Nothing in it was changed. Plans that were read have their fields in one order. */
export const isSamePlan = (a: ClassPlan, b: ClassPlan): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Undefined: the browser is in no class. Its lessons are not looked up: the page that joined has done so. */
export function keptPlan(): ClassPlan | undefined {
  try {
    const text = localStorage.getItem(PLAN);
    if (text === null) return undefined;
    const { lessons } = JSON.parse(text) as ClassPlan;
    const read = readPlan(text, Array.isArray(lessons) ? lessons : []);
    return 'plan' in read ? read.plan : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Joins, or leaves. What was noted for another class goes, once the plan is there.
 *
 * @throws where the browser keeps nothing; then all is as it was
 */
export function keepPlan(plan: ClassPlan | undefined): void {
  if (plan) localStorage.setItem(PLAN, JSON.stringify(plan));
  else localStorage.removeItem(PLAN);
  const lessons = Object.keys(localStorage).filter((key) => key.startsWith(logKey('')));
  for (const key of lessons) if (!plan || writtenAt(key)?.class !== classOf(plan)) localStorage.removeItem(key);
}

type Written = Partial<LessonLog> & {
  /** The class that it was noted for. */
  readonly class?: string;
};

function writtenAt(key: string): Written | undefined {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Written;
  } catch {
    return undefined;
  }
}

/** What was noted of a lesson for this class. */
export function keptLog(lesson: string, plan: ClassPlan): LessonLog {
  const written = writtenAt(logKey(lesson));
  if (written?.class !== classOf(plan)) return NO_LOG;
  return { exercises: written.exercises ?? {}, last: written.last ?? {} };
}

/** Notes what these verdicts add. Another tab may have left the class or noted more meanwhile: what is kept now is what it is added to. */
export function note(lesson: string, plan: ClassPlan, verdicts: readonly CheckVerdict[], now: number): void {
  const kept = keptPlan();
  if (!kept || !isSameClass(kept, plan)) return;
  const before = keptLog(lesson, plan);
  const after = noted(before, verdicts, now);
  if (after === before) return;
  try {
    localStorage.setItem(logKey(lesson), JSON.stringify({ class: classOf(plan), ...after }));
  } catch {
    // The lesson's own store says that nothing can be kept.
  }
}

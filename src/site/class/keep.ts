// What the browser keeps of a class: its plan, and what was noted in each lesson. `localStorage`, which a page reads before it begins.

import { type LessonLog, NO_LOG } from './class-log.ts';
import { type ClassPlan, readPlan } from './plan.ts';

/** bench.ts looks whether it is there. */
const PLAN = 'portolan-class';
const logKey = (lesson: string): string => `portolan-class-log/${lesson}`;

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

/** @throws where the browser keeps nothing */
export function keepPlan(plan: ClassPlan | undefined): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(logKey(''))) localStorage.removeItem(key);
  if (plan) localStorage.setItem(PLAN, JSON.stringify(plan));
  else localStorage.removeItem(PLAN);
}

export function keptLog(lesson: string): LessonLog {
  try {
    const { exercises, last } = JSON.parse(localStorage.getItem(logKey(lesson)) ?? '{}') as Partial<LessonLog>;
    return { exercises: exercises ?? {}, last: last ?? {} };
  } catch {
    return NO_LOG;
  }
}

export function keepLog(lesson: string, log: LessonLog): void {
  try {
    localStorage.setItem(logKey(lesson), JSON.stringify(log));
  } catch {
    // The lesson's own store says that nothing can be kept.
  }
}

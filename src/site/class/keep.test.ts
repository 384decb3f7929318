import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CheckVerdict } from '../worker/protocol.ts';
import { NO_LOG } from './class-log.ts';
import { isSamePlan, keepPlan, keptLog, keptPlan, note } from './keep.ts';
import { type ClassPlan, fragmentOf, planIn } from './plan.ts';

/** As a browser's: what is kept are the object's own keys. */
class Kept {
  [key: string]: unknown;
  getItem(key: string): string | null {
    return Object.hasOwn(this, key) ? String(this[key]) : null;
  }
  setItem(key: string, value: string): void {
    this[key] = value;
  }
  removeItem(key: string): void {
    delete this[key];
  }
}

/** Its quota is used up. */
class FullKept extends Kept {
  override setItem(): void {
    throw new DOMException('full', 'QuotaExceededError');
  }
}

beforeEach(() => vi.stubGlobal('localStorage', new Kept()));
afterEach(() => vi.unstubAllGlobals());

const plan: ClassPlan = {
  ...{ portolan: 'class', version: 1, title: 'Net 1', lessons: ['clusterip'], seed: 7 },
  ...{ locale: 'en', deadline: '', hints: true },
};
const other: ClassPlan = { ...plan, title: 'Net 2' };
const failed = (because: string): readonly CheckVerdict[] => [
  { exercise: 'one', check: 'a', state: 'failed', because, missed: [] },
];
const tries = (of: ClassPlan): number | undefined => keptLog('clusterip', of).exercises['one']?.tries;

test('the class that one is in is known again from its link', () => {
  keepPlan(plan);
  const read = planIn(fragmentOf(plan), plan.lessons);
  expect('plan' in read && isSamePlan(read.plan, keptPlan()!)).toBe(true);
  expect(isSamePlan(plan, other)).toBe(false);
});

test('joining again, or the same class with another deadline, keeps what was noted', () => {
  keepPlan(plan);
  note('clusterip', plan, failed('no'), 1);
  keepPlan(plan);
  keepPlan({ ...plan, deadline: 'Friday' });
  expect(tries(plan)).toBe(1);
});

test('another class begins anew, and leaving forgets', () => {
  keepPlan(plan);
  note('clusterip', plan, failed('no'), 1);
  keepPlan(other);
  expect(keptLog('clusterip', other)).toBe(NO_LOG);
  keepPlan(plan);
  expect(keptLog('clusterip', plan)).toBe(NO_LOG);
  note('clusterip', plan, failed('no'), 1);
  keepPlan(undefined);
  expect([keptPlan(), Object.keys(localStorage)]).toEqual([undefined, []]);
});

test('a plan that the browser does not take leaves the class and what was noted as they were', () => {
  keepPlan(plan);
  note('clusterip', plan, failed('no'), 1);
  vi.stubGlobal('localStorage', Object.assign(new FullKept(), localStorage));
  expect(() => keepPlan(other)).toThrow('full');
  expect([keptPlan(), tries(plan)]).toEqual([plan, 1]);
});

test('a tab that is still open notes nothing for a class that was left in another', () => {
  keepPlan(plan);
  note('clusterip', plan, failed('no'), 1);
  keepPlan(other);
  note('clusterip', plan, failed('still no'), 2);
  expect([tries(plan), tries(other)]).toEqual([undefined, undefined]);
  keepPlan(undefined);
  note('clusterip', other, failed('no'), 3);
  expect(Object.keys(localStorage)).toEqual([]);
});

test('two tabs add to each other', () => {
  keepPlan(plan);
  note('clusterip', plan, failed('no'), 1);
  note('clusterip', plan, [{ exercise: 'two', check: 'b', state: 'failed', because: 'no', missed: [] }], 2);
  note('clusterip', plan, failed('still no'), 3);
  expect(tries(plan)).toBe(2);
  expect(Object.keys(keptLog('clusterip', plan).exercises)).toEqual(['one', 'two']);
});

// `key=value:Effect` and `key:Effect-`. Models kubectl/pkg/cmd/taint utils.go.

import type { Taint } from '#api/core/types.ts';
import { isLabelValue, isQualifiedName } from '#apimachinery/validation.ts';
import { Fail } from '../../errors.ts';

export interface Removal {
  readonly key: string;
  /** Empty: whatever it is. */
  readonly effect: string;
}

export interface Changes {
  readonly add: readonly Taint[];
  readonly remove: readonly Removal[];
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export const isChange = (arg: string): boolean => arg.includes('=') || arg.includes(':') || arg.endsWith('-');

function checkEffect(effect: string): void {
  if (!EFFECTS.includes(effect)) throw new Fail(`invalid taint effect: ${effect}, unsupported taint effect`);
}

function parseTaint(spec: string): Taint {
  const wrong = (why = ''): Fail => new Fail(`invalid taint spec: ${spec}${why}`);
  const [head = '', effect = '', ...more] = spec.split(':');
  if (more.length > 0) throw wrong();
  let key = head;
  let value: string | undefined;
  if (spec.includes(':')) {
    checkEffect(effect);
    const [name = '', text, ...rest] = head.split('=');
    if (rest.length > 0) throw wrong();
    [key, value] = [name, text];
    const faults = text === undefined ? [] : isLabelValue(text);
    if (faults.length > 0) throw wrong(`, ${faults.join('; ')}`);
  }
  const faults = isQualifiedName(key);
  if (faults.length > 0) throw wrong(`, ${faults.join('; ')}`);
  if (effect === '') throw wrong();
  return { key, ...(value && { value }), effect: effect as Taint['effect'] };
}

/** @throws Fail with kubectl's words. */
export function parseTaints(specs: readonly string[]): Changes {
  const add: Taint[] = [];
  const remove: Removal[] = [];
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const [head = '', effect = ''] = spec.slice(0, -1).split(':');
      if (effect !== '') checkEffect(effect);
      remove.push({ key: head.split('=')[0]!, effect });
      continue;
    }
    const taint = parseTaint(spec);
    if (add.some((t) => t.key === taint.key && t.effect === taint.effect))
      throw new Fail(
        `duplicated taints with the same key and effect: {${taint.key} ${taint.value ?? ''} ${taint.effect} <nil>}`,
      );
    add.push(taint);
  }
  return { add, remove };
}

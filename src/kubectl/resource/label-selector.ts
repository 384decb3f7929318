// A selector as one types it, as the API has it: `app=web,tier in (a,b)`. Models metav1.ParseToLabelSelector.

import { type Operator, parseSelector } from '#apimachinery/labels.ts';
import type { LabelSelector, LabelSelectorRequirement } from '#apimachinery/meta.ts';
import { Fail } from '../errors.ts';

const EXPRESSIONS: Partial<Record<Operator, LabelSelectorRequirement['operator']>> = {
  in: 'In',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
};

/** @throws {Fail} when the text is no selector. */
export function labelSelectorOf(text: string): LabelSelector {
  const requirements = parseSelector(text);
  if ('error' in requirements)
    throw new Fail(`couldn't parse the selector string ${JSON.stringify(text)}: ${requirements.error}`);
  const equal = requirements.filter(({ operator }) => operator === '=' || operator === '==');
  const matchExpressions = requirements
    .filter((requirement) => !equal.includes(requirement))
    .map(({ key, operator, values }) => {
      const expression = EXPRESSIONS[operator];
      if (!expression) throw new Fail(`${JSON.stringify(operator)} is not a valid label selector operator`);
      return { key, operator: expression, ...(values.length > 0 && { values: [...values] }) };
    });
  return {
    ...(equal.length > 0 && {
      matchLabels: Object.fromEntries(equal.map(({ key, values }) => [key, values[0] ?? ''])),
    }),
    ...(matchExpressions.length > 0 && { matchExpressions }),
  };
}

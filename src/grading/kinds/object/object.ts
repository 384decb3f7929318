// A CEL expression over an object, or over all of a selection, as in Kubernetes' own admission policies.

import type { ApiObject } from '#apimachinery/meta.ts';
import { type CheckKind, failed, passed } from '../../check.ts';
import type { Text } from '../../text.ts';

export interface ObjectSpec {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  /** Undefined: all of that kind in the namespace. */
  readonly name?: string;
  readonly that: string;
  readonly otherwise?: Text;
}

export const object: CheckKind<ObjectSpec> = {
  kind: 'object',

  beside: ['that', 'otherwise'],

  parse(target, check) {
    target.only('apiVersion', 'kind', 'name', 'namespace');
    const name = target.field('name').optional((r) => r.string());
    const otherwise = check.field('otherwise').optional((r) => r.text());
    return {
      apiVersion: target.field('apiVersion').string(),
      kind: target.field('kind').string(),
      namespace: target.field('namespace').optional((r) => r.string()) ?? 'default',
      ...(name !== undefined && { name }),
      that: check.field('that').string(),
      ...(otherwise && { otherwise }),
    };
  },

  about: ({ kind, name }) => [name ?? kind.toLowerCase()],

  async judge({ apiVersion, kind, namespace, name, that, otherwise }, evidence) {
    const all = await evidence.list(resourceOf(apiVersion, kind));
    const found = all.filter(
      (o) => (o.metadata.namespace ?? namespace) === namespace && (name === undefined || o.metadata.name === name),
    );
    const what = name ? `${kind} ${name}` : kind;
    if (found.length === 0) return failed({ en: `There is no ${what} yet.`, zh: `还没有 ${what}。` });
    const { evaluate } = await import('@marcbachmann/cel-js');
    const bad = found.find((self) => evaluateSafely(evaluate, that, self) !== true);
    if (!bad) return passed({ en: `${what} is as asked.`, zh: `${what} 符合要求。` });
    return failed(
      otherwise ?? {
        en: `${kind} ${bad.metadata.name} does not fulfil: ${that}`,
        zh: `${kind} ${bad.metadata.name} 不满足：${that}`,
      },
    );
  },
};

/** An expression over a field that the object lacks, or has of another type, is false: the object is the learner's. */
function evaluateSafely(
  evaluate: (expression: string, context: Record<string, unknown>) => unknown,
  that: string,
  self: ApiObject,
): unknown {
  try {
    return evaluate(that, { self: structuredClone(self) as unknown as Record<string, unknown> });
  } catch (error) {
    if (error instanceof Error && /^no such (key|overload)/i.test(error.message)) return false;
    throw error;
  }
}

/** `services`, `deployments.apps`: the plural that storage uses. Source: meta.UnsafeGuessKindToResource. */
function resourceOf(apiVersion: string, kind: string): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
  const singular = kind.toLowerCase();
  const plural =
    singular === 'endpoints'
      ? singular
      : singular.endsWith('s')
        ? `${singular}es`
        : singular.endsWith('y')
          ? `${singular.slice(0, -1)}ies`
          : `${singular}s`;
  return group ? `${plural}.${group}` : plural;
}

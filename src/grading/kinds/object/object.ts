// A CEL expression over an object, or over all of a selection, as in Kubernetes' own admission policies.

import { type CheckKind, failed, passed } from '../../check.ts';
import { evaluate } from '../../expression.ts';
import { defaulted, mapping, mappingOf, needed, optional, readFields, string, text } from '../../shape.ts';
import type { Text } from '../../text.ts';

export interface ObjectSpec {
  readonly apiVersion: string;
  readonly kind: string;
  /** `*`: every namespace. */
  readonly namespace: string;
  /** Undefined: all of that kind in the namespace… */
  readonly name?: string;
  /** …that have these labels. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly that: string;
  readonly otherwise?: Text;
}

/** Does the expression speak of the selection as a whole? Then it is asked once, also of none. */
const ofAll = (that: string): boolean => /(?<![.\w"'])all(?!\w)/.test(that) && !/(?<![.\w"'])self(?!\w)/.test(that);

const shape = mappingOf({
  apiVersion: needed(string, 'As in a manifest: `v1`, `networking.k8s.io/v1`.'),
  kind: needed(string, 'As in a manifest: `Service`.'),
  namespace: defaulted(string, 'default', 'Where it is; `"*"` for all namespaces.'),
  name: optional(string, 'Its name. Without it, all of that kind are selected.'),
  labels: optional(mapping(string), 'Only those that have these labels.'),
});

const beside = {
  that: needed(
    string,
    'CEL over `self`, which must hold for each of the selected objects, of which there is at least one; or over `all`, which is asked once, of the whole selection, which may be empty.',
  ),
  otherwise: optional(text, 'What the learner is told if it is not so.'),
} as const;

export const object: CheckKind<ObjectSpec> = {
  kind: 'object',

  purpose: 'a CEL expression holds for the selected objects',
  shape,
  beside,

  parse(target, check) {
    const spec = shape.read(target);
    if (spec.name !== undefined && spec.labels)
      target
        .field('labels')
        .problem('NameOrLabels', 'an object that is named needs no labels', 'Remove `name`, or `labels`.');
    return { ...spec, ...readFields(beside, check) };
  },

  about: ({ kind, name }) => [name ?? kind.toLowerCase()],
  expressions: ({ that }) => [{ expression: that, variables: ['self', 'all'], field: 'that' }],

  async judge({ apiVersion, kind, namespace, name, labels = {}, that, otherwise }, evidence) {
    const served = await evidence.list(resourceOf(apiVersion, kind));
    const all = served.filter(
      ({ metadata }) =>
        (namespace === '*' || (metadata.namespace ?? namespace) === namespace) &&
        (name === undefined || metadata.name === name) &&
        Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
    );
    const what = name ? `${kind} ${name}` : kind;
    const list = (resource: string) => evidence.list(resource);
    if (ofAll(that)) {
      const found = counted(all.length, kind, name, labels);
      return (await evaluate(that, list, { all })) === true
        ? passed({ en: `${found.en}, as asked.`, zh: `${found.zh}，符合要求。` })
        : failed(otherwise ?? { en: `${found.en}. This does not hold: ${that}`, zh: `${found.zh}，不满足：${that}` });
    }
    if (all.length === 0) return failed({ en: `There is no ${what} yet.`, zh: `还没有 ${what}。` });
    for (const self of all) {
      if ((await evaluate(that, list, { self, all })) === true) continue;
      return failed(
        otherwise ?? {
          en: `${kind} ${self.metadata.name} does not fulfil: ${that}`,
          zh: `${kind} ${self.metadata.name} 不满足：${that}`,
        },
      );
    }
    return passed({ en: `${what} is as asked.`, zh: `${what} 符合要求。` });
  },
};

/** `There are 3 Pods with app=web`, without the full stop. */
function counted(n: number, kind: string, name: string | undefined, labels: Readonly<Record<string, string>>): Text {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const label = pairs.join(',');
  const one = name ? `${kind} ${name}` : `${kind}${label && ` with ${label}`}`;
  const zh = name ? ` ${kind} ${name}` : label ? `带标签 ${label} 的 ${kind}` : ` ${kind}`;
  if (n === 0) return { en: `There is no ${one}`, zh: `没有${zh}` };
  if (n === 1) return { en: `There is one ${one}`, zh: `有 1 个${zh}` };
  return { en: `There are ${n} ${one.replace(kind, plural(kind))}`, zh: `有 ${n} 个${zh}` };
}

const plural = (word: string): string => {
  if (/endpoints$/i.test(word)) return word;
  if (word.endsWith('s')) return `${word}es`;
  return /[^aeo]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
};

/** `services`, `deployments.apps`: the plural that storage uses. Source: meta.UnsafeGuessKindToResource, but for `gateways`. */
export function resourceOf(apiVersion: string, kind: string): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
  const resource = plural(kind.toLowerCase());
  return group ? `${resource}.${group}` : resource;
}

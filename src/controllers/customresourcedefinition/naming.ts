// Models apiextensions-apiserver/pkg/controller/status and …/establish: names are accepted where nobody in the group has them, then the kind is served.

import type { CustomResourceDefinition, CustomResourceDefinitionCondition } from '#api/apiextensions/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller } from '../controller.ts';
import { putStatus } from '../requests.ts';

const RESOURCE = 'customresourcedefinitions.apiextensions.k8s.io';
const APPROVAL = 'api-approved.kubernetes.io';

type Condition = Omit<CustomResourceDefinitionCondition, 'lastTransitionTime'>;

export const customresourcedefinitionNaming: Controller = {
  name: 'customresourcedefinition-naming-controller',
  resources: [RESOURCE],

  keysFor({ object }, cache) {
    const { group } = (object as CustomResourceDefinition).spec;
    // A name that somebody has given up is free for others of its group.
    return cache
      .list<CustomResourceDefinition>(RESOURCE)
      .filter((d) => d.spec.group === group)
      .map((d) => d.metadata.name);
  },

  sync(key, cache, { nowMs }) {
    const definition = cache.get<CustomResourceDefinition>(RESOURCE, key);
    if (!definition || definition.metadata.deletionTimestamp) return { requests: [] };
    const { names, conditions } = judge(definition, taken(definition, cache));
    const before = definition.status?.conditions ?? [];
    const next = conditions.reduce((list, c) => set(list, c, timestamp(nowMs)), before);
    const status = { ...definition.status, conditions: next, acceptedNames: names };
    return { requests: deepEqual(status, definition.status) ? [] : [putStatus(RESOURCE, definition, status)] };
  },
};

function set(
  list: readonly CustomResourceDefinitionCondition[],
  condition: Condition,
  lastTransitionTime: string,
): CustomResourceDefinitionCondition[] {
  const old = list.find((c) => c.type === condition.type);
  if (!old) return [...list, { lastTransitionTime, ...condition }];
  const since = old.status === condition.status ? old.lastTransitionTime : lastTransitionTime;
  return list.map((c) => (c === old ? { ...(since && { lastTransitionTime: since }), ...condition } : c));
}

/** Names and kinds that other definitions of the group hold. */
function taken(definition: CustomResourceDefinition, cache: Informer): { resources: Set<string>; kinds: Set<string> } {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const other of cache.list<CustomResourceDefinition>(RESOURCE)) {
    if (other.spec.group !== definition.spec.group || other.metadata.uid === definition.metadata.uid) continue;
    const {
      plural,
      singular,
      shortNames = [],
      kind,
      listKind,
    } = other.status?.acceptedNames ?? { plural: '', kind: '' };
    for (const name of [plural, singular, ...shortNames]) if (name) resources.add(name);
    for (const name of [kind, listKind]) if (name) kinds.add(name);
  }
  return { resources, kinds };
}

/** Source: calculateNamesAndConditions. */
function judge(
  { spec, status, metadata }: CustomResourceDefinition,
  { resources, kinds }: ReturnType<typeof taken>,
): { names: CustomResourceDefinition['spec']['names']; conditions: Condition[] } {
  const wanted = spec.names;
  const accepted = status?.acceptedNames ?? { plural: '', kind: '' };
  const names = { ...accepted };
  let conflict: Condition | undefined;
  const refuse = (reason: string, messages: readonly string[]): void => {
    const message = messages.length === 1 ? messages[0]! : `[${messages.join(', ')}]`;
    conflict = { message, reason, status: 'False', type: 'NamesAccepted' };
  };
  const inUse = (name: string): string => `${JSON.stringify(name)} is already in use`;
  const take = (key: 'plural' | 'singular' | 'kind' | 'listKind', from: Set<string>, reason: string): void => {
    const name = wanted[key] ?? '';
    if (name !== accepted[key] && from.has(name)) refuse(reason, [inUse(name)]);
    else if (name) names[key] = name;
  };
  take('plural', resources, 'PluralConflict');
  take('singular', resources, 'SingularConflict');
  const clashes = (wanted.shortNames ?? []).filter((n) => !accepted.shortNames?.includes(n) && resources.has(n));
  if (clashes.length > 0) refuse('ShortNamesConflict', clashes.map(inUse));
  else if (wanted.shortNames) names.shortNames = wanted.shortNames;
  else delete names.shortNames;
  take('kind', kinds, 'KindConflict');
  take('listKind', kinds, 'ListKindConflict');
  if (wanted.categories) names.categories = wanted.categories;
  else delete names.categories;

  const naming: Condition = conflict ?? {
    message: 'no conflicts found',
    reason: 'NoConflicts',
    status: 'True',
    type: 'NamesAccepted',
  };
  const established = status?.conditions?.find((c) => c.type === 'Established');
  const { lastTransitionTime: _time, ...asBefore } = established ?? {
    lastTransitionTime: '',
    message: 'not all names are accepted',
    reason: 'NotAccepted',
    status: 'False' as const,
    type: 'Established',
  };
  const establishing: Condition = conflict
    ? asBefore
    : {
        message: 'the initial names have been accepted',
        reason: 'InitialNamesAccepted',
        status: 'True',
        type: 'Established',
      };
  const approved = metadata.annotations?.[APPROVAL];
  const approval: Condition[] =
    /(^|\.)(k8s|kubernetes)\.io$/.test(spec.group) && approved
      ? [
          {
            message: `approved in ${approved}`,
            reason: 'ApprovedAnnotation',
            status: 'True',
            type: 'KubernetesAPIApprovalPolicyConformant',
          },
        ]
      : [];
  return { names, conditions: [naming, establishing, ...approval] };
}

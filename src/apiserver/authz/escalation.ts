// Models pkg/registry/rbac/validation ConfirmNoEscalation: nobody grants what they do not have.

import type { PolicyRule } from '#api/rbac/types.ts';
import type { User } from '../authn/user.ts';
import type { Storage } from '../storage.ts';
import { aggregate, urlCovers } from './rbac.ts';
import { rulesFor } from './rules.ts';

/** Why `rules` are more than the user has in the namespace; undefined: they are not. */
export function missingRights(
  user: User,
  namespace: string,
  rules: readonly PolicyRule[],
  storage: Storage,
): string | undefined {
  const own: PolicyRule[] = [];
  const errors: string[] = [];
  for (const found of rulesFor(user, namespace, storage)) {
    if ('error' in found) errors.push(found.error);
    else own.push(found.rule);
  }
  const missing = rules.flatMap(breakDown).filter((rule) => !own.some((owned) => covers(owned, rule)));
  if (missing.length === 0) return undefined;
  const lines = [...new Set(compact(missing).map(show))].sort();
  const groups = `[${user.groups.map((g) => JSON.stringify(g)).join(' ')}]`;
  const unresolved = errors.length > 0 ? `; resolution errors: [${aggregate(errors)}]` : '';
  return `user ${JSON.stringify(user.name)} (groups=${groups}) is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}${unresolved}`;
}

/** A rule as rules of one group, one resource, one name, one verb each. Models BreakdownRule. */
function breakDown({
  apiGroups = [],
  resources = [],
  verbs = [],
  resourceNames = [],
  nonResourceURLs = [],
}: PolicyRule): PolicyRule[] {
  const single: PolicyRule[] = [];
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs) {
        const rule: PolicyRule = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (resourceNames.length === 0) single.push(rule);
        else for (const name of resourceNames) single.push({ ...rule, resourceNames: [name] });
      }
  for (const url of nonResourceURLs) for (const verb of verbs) single.push({ nonResourceURLs: [url], verbs: [verb] });
  return single;
}

const holds = (list: readonly string[] = [], wanted: readonly string[] = []): boolean =>
  wanted.every((w) => list.includes(w));

function covers(owned: PolicyRule, rule: PolicyRule): boolean {
  const names = owned.resourceNames ?? [];
  return (
    (owned.verbs?.includes('*') || holds(owned.verbs, rule.verbs)) &&
    (owned.apiGroups?.includes('*') || holds(owned.apiGroups, rule.apiGroups)) &&
    (rule.resources ?? []).every((r) => resourceCovered(owned.resources ?? [], r)) &&
    (rule.nonResourceURLs ?? []).every((url) => (owned.nonResourceURLs ?? []).some((o) => urlCovers(o, url))) &&
    (names.length === 0 || ((rule.resourceNames ?? []).length > 0 && holds(names, rule.resourceNames)))
  );
}

function resourceCovered(owned: readonly string[], wanted: string): boolean {
  const subresource = wanted.split('/')[1];
  return (
    owned.includes('*') || owned.includes(wanted) || (subresource !== undefined && owned.includes(`*/${subresource}`))
  );
}

/** Rules that differ only in their verb become one. Models CompactRules. */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const found = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const { verbs = [], ...rest } = rule;
    // Only rules about resources are compacted.
    const key = rule.nonResourceURLs ? JSON.stringify(rule) : JSON.stringify(rest);
    const before = found.get(key);
    if (!before) found.set(key, { ...rule, verbs: [...verbs] });
    else if (!rule.nonResourceURLs) before.verbs!.push(...verbs.filter((v) => !before.verbs!.includes(v)));
  }
  return [...found.values()];
}

/** Models CompactString. */
function show({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const parts = Object.entries({
    APIGroups: apiGroups,
    Resources: resources,
    NonResourceURLs: nonResourceURLs,
    ResourceNames: resourceNames,
    Verbs: verbs,
  });
  return `{${parts
    .filter(([, list]) => (list ?? []).length > 0)
    .map(([name, list]) => `${name}:[${list!.map((v) => JSON.stringify(v)).join(' ')}]`)
    .join(', ')}}`;
}

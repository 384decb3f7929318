// Models plugin/pkg/auth/authorizer/rbac/rbac.go and pkg/apis/rbac/v1/evaluation_helpers.go.

import type { PolicyRule, RoleBinding, Subject } from '#api/rbac/types.ts';
import type { Storage } from '../storage.ts';
import type { Action, Attributes } from './attributes.ts';
import type { Decision } from './authorizer.ts';
import { rulesFor } from './rules.ts';

export function rbac(attributes: Attributes, storage: Storage): Decision {
  const errors: string[] = [];
  for (const found of rulesFor(attributes.user, attributes.namespace, storage)) {
    if ('error' in found) errors.push(found.error);
    else if (ruleAllows(attributes, found.rule)) {
      return { allowed: true, reason: `RBAC: allowed by ${describe(found.binding, found.subject)}` };
    }
  }
  return { allowed: false, reason: errors.length > 0 ? `RBAC: ${aggregate(errors)}` : '' };
}

/** Several errors as one text. Source: apimachinery util/errors Aggregate. */
export function aggregate(errors: readonly string[]): string {
  const each = [...new Set(errors)];
  return each.length === 1 ? each[0]! : `[${each.join(', ')}]`;
}

export function ruleAllows(action: Action, rule: PolicyRule): boolean {
  if (!has(rule.verbs, action.verb)) return false;
  if (!action.resource) return (rule.nonResourceURLs ?? []).some((url) => urlCovers(url, action.path));
  return (
    has(rule.apiGroups, action.group) &&
    resourceMatches(rule, action) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(action.name))
  );
}

const has = (list: readonly string[] | undefined, value: string): boolean =>
  list !== undefined && (list.includes('*') || list.includes(value));

function resourceMatches({ resources = [] }: PolicyRule, { resource, subresource }: Action): boolean {
  const combined = subresource ? `${resource}/${subresource}` : resource;
  return resources.some((r) => r === '*' || r === combined || (subresource !== '' && r === `*/${subresource}`));
}

/** `/apis/*` covers what begins with `/apis/`. */
export const urlCovers = (pattern: string, path: string): boolean =>
  pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, '')));

function describe({ metadata, roleRef, kind }: RoleBinding, { kind: subjectKind, name, namespace }: Subject): string {
  const quote = JSON.stringify;
  const binding = metadata.namespace ? `${metadata.name}/${metadata.namespace}` : metadata.name;
  const subject = subjectKind === 'ServiceAccount' ? `${name}/${namespace || (metadata.namespace ?? '')}` : name;
  return `${kind} ${quote(binding)} of ${roleRef.kind} ${quote(roleRef.name)} to ${subjectKind} ${quote(subject)}`;
}

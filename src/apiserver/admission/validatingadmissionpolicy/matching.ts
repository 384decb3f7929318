// Models apiserver/pkg/admission/plugin/policy/matching: is a request one that a policy is about?
// Differs: with matchPolicy Equivalent a rule's versions do not count, and two groups that serve the same kind are told apart.

import type { MatchResources, NamedRuleWithOperations } from '#api/admissionregistration/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import type { ServerContext } from '../../registry/rest/strategy.ts';
import type { Attributes } from '../admission.ts';

/** What policies never judge, so that a wrong one can be mended. Source: rules.IsExemptAdmissionConfigurationResource. */
const isExempt = ({ strategy: { group, resource } }: Attributes): boolean =>
  group === 'admissionregistration.k8s.io' &&
  /^(validating|mutating)(webhookconfigurations|admissionpolic)/.test(resource);

export function isMatch(match: MatchResources | undefined, attributes: Attributes, context: ServerContext): boolean {
  if (isExempt(attributes)) return false;
  if (!match) return true;
  const { resourceRules = [], excludeResourceRules = [] } = match;
  const isEquivalent = match.matchPolicy !== 'Exact';
  const fits = (rule: NamedRuleWithOperations): boolean => fitsRule(rule, attributes, isEquivalent);
  return (
    isNamespaceMatch(match, attributes, context) &&
    isObjectMatch(match, attributes) &&
    !excludeResourceRules.some(fits) &&
    (resourceRules.length === 0 || resourceRules.some(fits))
  );
}

/** Whatever is in no namespace is in all of them. */
function isNamespaceMatch(
  { namespaceSelector }: MatchResources,
  attributes: Attributes,
  { storage }: ServerContext,
): boolean {
  const { strategy, namespace, object, old } = attributes;
  const isNamespace = strategy.resource === 'namespaces' && strategy.group === '';
  if (!isNamespace && !strategy.namespaced) return true;
  const found = isNamespace ? (object ?? old) : storage.get('namespaces', namespace);
  return matchesSelector(namespaceSelector ?? {}, found?.metadata.labels ?? {});
}

function isObjectMatch({ objectSelector = {} }: MatchResources, { object, old }: Attributes): boolean {
  const { matchLabels = {}, matchExpressions = [] } = objectSelector;
  if (Object.keys(matchLabels).length === 0 && matchExpressions.length === 0) return true;
  return [object, old].some((o) => o !== undefined && matchesSelector(objectSelector, o.metadata.labels ?? {}));
}

const has = (all: readonly string[] | undefined, value: string): boolean =>
  all !== undefined && (all.includes('*') || all.includes(value));

function fitsRule(rule: NamedRuleWithOperations, attributes: Attributes, isEquivalent: boolean): boolean {
  const { strategy, operation, subresource, name } = attributes;
  const { scope = '*', resourceNames = [] } = rule;
  const fitsScope = scope === '*' || (scope === 'Namespaced') === strategy.namespaced;
  const fitsResource = (rule.resources ?? []).some((wanted) => {
    const [resource = '', part = ''] = wanted.split('/');
    return (resource === '*' || resource === strategy.resource) && (part === '*' || part === subresource);
  });
  return (
    fitsScope &&
    has(rule.operations, operation) &&
    has(rule.apiGroups, strategy.group) &&
    (isEquivalent || has(rule.apiVersions, strategy.version)) &&
    fitsResource &&
    (resourceNames.length === 0 || resourceNames.includes(name))
  );
}

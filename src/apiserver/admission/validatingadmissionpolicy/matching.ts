// Models apiserver/pkg/admission/plugin/policy/matching: is a request one that a policy is about?

import type { MatchResources, NamedRuleWithOperations } from '#api/admissionregistration/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import type { ServerContext, Strategy } from '../../registry/rest/strategy.ts';
import { qualifiedResource } from '../../registry/rest/versions.ts';
import type { Attributes } from '../admission.ts';

/** What policies never judge, so that a wrong one can be mended. Source: rules.IsExemptAdmissionConfigurationResource. */
const isExempt = ({ strategy: { group, resource } }: Attributes): boolean =>
  group === 'admissionregistration.k8s.io' &&
  /^(validating|mutating)(webhookconfigurations|admissionpolic)/.test(resource);

/** The resource that the request is about, in the group and version that a rule names it by; undefined: it is about none. */
export function matched(
  match: MatchResources | undefined,
  attributes: Attributes,
  context: ServerContext,
): Strategy | undefined {
  if (isExempt(attributes)) return undefined;
  const { strategy } = attributes;
  if (!match) return strategy;
  const { resourceRules = [], excludeResourceRules = [], matchPolicy } = match;
  if (!isNamespaceMatch(match, attributes, context) || !isObjectMatch(match, attributes)) return undefined;
  const among = (rules: readonly NamedRuleWithOperations[]): Strategy | undefined => {
    const fitting = (as: Strategy): boolean => rules.some((rule) => fitsRule(rule, attributes, as));
    if (fitting(strategy)) return strategy;
    return matchPolicy === 'Exact' ? undefined : equivalents(attributes, context).find(fitting);
  };
  if (among(excludeResourceRules)) return undefined;
  return resourceRules.length === 0 ? strategy : among(resourceRules);
}

const homeOf = ({ storedAs, resource, group }: Strategy): string =>
  storedAs?.resource ?? qualifiedResource({ resource, group });

/** The same objects under other names: another version, or another group. Source: runtime.EquivalentResourceMapper. */
function equivalents({ strategy, operation }: Attributes, context: ServerContext): readonly Strategy[] {
  // A connection's options are of one version.
  if (operation === 'CONNECT') return [];
  const isOther = (s: Strategy): boolean => s.group !== strategy.group || s.version !== strategy.version;
  return [...context.kinds()].filter((s) => isOther(s) && homeOf(s) === homeOf(strategy));
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
  return [object, old].some((o) => o !== undefined && matchesSelector(objectSelector, o.metadata?.labels ?? {}));
}

const has = (all: readonly string[] | undefined, value: string): boolean =>
  all !== undefined && (all.includes('*') || all.includes(value));

function fitsRule(rule: NamedRuleWithOperations, attributes: Attributes, strategy: Strategy): boolean {
  const { operation, subresource, name } = attributes;
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
    has(rule.apiVersions, strategy.version) &&
    fitsResource &&
    (resourceNames.length === 0 || resourceNames.includes(name))
  );
}

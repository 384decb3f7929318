// Models plugin/pkg/admission/security/podsecurity: Pods are held to the level that their namespace's labels name.

import type { Namespace, Pod, PodSpec, PodTemplateSpec } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { type Status, status } from '#apimachinery/status.ts';
import type { ServerContext } from '../../registry/rest/strategy.ts';
import { type AdmissionPlugin, type Attributes, refuse } from '../admission.ts';
import {
  detailOf,
  type LevelVersion,
  levelText,
  policyOf,
  strictness,
  validatePolicyLabels,
  violations,
} from './policy.ts';

/** Where workloads keep their Pod's spec. Source: DefaultPodSpecExtractor. */
const TEMPLATE_AT: Readonly<Record<string, (object: never) => PodTemplateSpec | undefined>> = {
  replicationcontrollers: (o: { spec?: { template?: PodTemplateSpec } }) => o.spec?.template,
  podtemplates: (o: { template?: PodTemplateSpec }) => o.template,
  replicasets: (o: { spec?: { template?: PodTemplateSpec } }) => o.spec?.template,
  deployments: (o: { spec?: { template?: PodTemplateSpec } }) => o.spec?.template,
  statefulsets: (o: { spec?: { template?: PodTemplateSpec } }) => o.spec?.template,
  daemonsets: (o: { spec?: { template?: PodTemplateSpec } }) => o.spec?.template,
  jobs: (o: { spec?: { template?: PodTemplateSpec } }) => o.spec?.template,
  cronjobs: (o: { spec?: { jobTemplate?: { spec?: { template?: PodTemplateSpec } } } }) =>
    o.spec?.jobTemplate?.spec?.template,
};

const BUILT_IN = ['', 'apps', 'batch'];

const labelsOf = ({ namespace }: Attributes, { storage }: ServerContext): Record<string, string> =>
  storage.get<Namespace>('namespaces', namespace)?.metadata.labels ?? {};

function warnOf(attributes: Attributes, labels: Record<string, string>, spec: PodSpec): void {
  const policy = policyOf(labels, 'warn');
  const found = violations(policy, spec);
  if (found.length > 0) attributes.warn(`would violate PodSecurity "${levelText(policy)}": ${detailOf(found)}`);
}

function validatePod(attributes: Attributes, context: ServerContext): Status | undefined {
  const { operation, subresource } = attributes;
  // An update cannot make a Pod worse, except by adding to its ephemeral containers.
  if (operation === 'UPDATE' && subresource !== 'ephemeralcontainers') return undefined;
  const labels = labelsOf(attributes, context);
  const { spec } = attributes.object as Pod;
  const policy = policyOf(labels, 'enforce');
  const found = violations(policy, spec);
  if (found.length > 0) return refuse(attributes, `violates PodSecurity "${levelText(policy)}": ${detailOf(found)}`);
  warnOf(attributes, labels, spec);
  return undefined;
}

/** Pods that are there stay, but their owner hears of it. Source: EvaluatePodsInNamespace. */
function warnOfExisting(
  attributes: Attributes,
  namespace: string,
  policy: LevelVersion,
  { storage }: ServerContext,
): void {
  const byReason = new Map<string, string[]>();
  for (const pod of storage.list<Pod>('pods', namespace)) {
    const found = violations(policy, pod.spec);
    if (found.length === 0) continue;
    const reason = found.map((v) => v.reason).join(', ');
    byReason.set(reason, [...(byReason.get(reason) ?? []), pod.metadata.name]);
  }
  if (byReason.size === 0) return;
  attributes.warn(
    `existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${levelText(policy)}"`,
  );
  const lines = [...byReason].map(([reason, names]) => {
    const first = [...names].sort()[0]!;
    const others = names.length - 1;
    const more = others === 0 ? '' : ` (and ${others} other pod${others === 1 ? '' : 's'})`;
    return `${first}${more}: ${reason}`;
  });
  for (const line of lines.sort()) attributes.warn(line);
}

function validateNamespace(attributes: Attributes, context: ServerContext): Status | undefined {
  const { operation, object, old, name, subresource } = attributes;
  if (subresource) return undefined;
  const labels = object!.metadata.labels ?? {};
  const errors = validatePolicyLabels(labels);
  if (errors.length > 0) return status.invalid('Namespace', '', name, errors);
  if (operation === 'CREATE') return undefined;
  const [policy, before] = [policyOf(labels, 'enforce'), policyOf(old?.metadata.labels, 'enforce')];
  const isLooser = strictness(policy) < strictness(before) || levelText(policy) === levelText(before);
  if (!isLooser) warnOfExisting(attributes, name, policy, context);
  return undefined;
}

export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  handles: ['CREATE', 'UPDATE'],

  validate(attributes, context) {
    const { strategy, subresource, object } = attributes;
    if (strategy.group === '' && strategy.resource === 'namespaces') return validateNamespace(attributes, context);
    if (strategy.group === '' && strategy.resource === 'pods') return validatePod(attributes, context);
    const template = BUILT_IN.includes(strategy.group) && !subresource ? TEMPLATE_AT[strategy.resource] : undefined;
    const spec = template?.(object as ApiObject as never)?.spec;
    if (spec) warnOf(attributes, labelsOf(attributes, context), spec);
    return undefined;
  },
};

// Models plugin/pkg/auth/authorizer/node: a kubelet may do what its own node and its own Pods need.

import type { Pod } from '#api/core/types.ts';
import type { User } from '../authn/user.ts';
import type { Storage } from '../storage.ts';
import type { Attributes } from './attributes.ts';
import type { Decision } from './authorizer.ts';
import { nodeRules } from './bootstrap-policy.ts';
import { ruleAllows } from './rbac.ts';

const PREFIX = 'system:node:';
const ALLOW: Decision = { allowed: true, reason: '' };
const no = (reason: string): Decision => ({ allowed: false, reason });

/** Undefined for who is no node. Source: nodeidentifier. */
export const nodeNameOf = ({ name, groups }: User): string | undefined =>
  name.startsWith(PREFIX) && groups.includes('system:nodes') ? name.slice(PREFIX.length) : undefined;

export function nodeAuthorizer(attributes: Attributes, storage: Storage): Decision {
  const { user, resource, group } = attributes;
  const node = nodeNameOf(user);
  if (node === undefined) return no('');
  if (node === '') return no(`unknown node for user ${JSON.stringify(user.name)}`);
  const related = (): Decision => {
    if (!attributes.name) return no('No Object name found');
    return isRelated(node, attributes, storage)
      ? ALLOW
      : no(`no relationship found between node '${node}' and this object`);
  };
  const decide = OWN[group ? `${resource}.${group}` : resource];
  if (decide && resource) return decide({ node, attributes, related });
  return nodeRules().some((rule) => ruleAllows(attributes, rule)) ? ALLOW : no('');
}

interface Question {
  readonly node: string;
  readonly attributes: Attributes;
  related(): Decision;
}

function readObject({ attributes: { verb, subresource, namespace }, related }: Question): Decision {
  if (!['get', 'list', 'watch'].includes(verb)) return no('can only read resources of this type');
  if (subresource) return no('cannot read subresource');
  if (!namespace) return no('can only read namespaced object of this type');
  return related();
}

function getObject({ attributes: { verb, subresource }, related }: Question): Decision {
  if (verb !== 'get') return no('can only get individual resources of this type');
  return subresource ? no('cannot get subresource') : related();
}

const OWN: Readonly<Record<string, (question: Question) => Decision>> = {
  secrets: readObject,
  configmaps: readObject,
  persistentvolumes: getObject,

  persistentvolumeclaims(question) {
    const { verb, subresource } = question.attributes;
    if (subresource !== 'status') return getObject(question);
    return ['update', 'patch'].includes(verb) ? question.related() : no('can only get/update/patch this type');
  },

  serviceaccounts({ attributes: { verb, name, subresource }, related }) {
    if (verb !== 'create' || !name) return no('can only create tokens for individual service accounts');
    return subresource === 'token' ? related() : no('can only create token subresource of serviceaccount');
  },

  'leases.coordination.k8s.io'({ node, attributes: { verb, namespace, name } }) {
    if (!['get', 'create', 'update', 'patch', 'delete'].includes(verb))
      return no('can only get, create, update, patch, or delete a node lease');
    if (namespace !== 'kube-node-lease') return no('can only access leases in the "kube-node-lease" system namespace');
    return verb === 'create' || name === node
      ? ALLOW
      : no('can only access node lease with the same name as the requesting node');
  },

  nodes({ node, attributes: { verb, name, subresource } }) {
    if (subresource === 'status') return ['update', 'patch'].includes(verb) ? ALLOW : no('');
    if (subresource) return no('');
    if (['create', 'update', 'patch'].includes(verb)) return ALLOW;
    if (!['get', 'list', 'watch'].includes(verb)) return no('');
    if (name === node) return ALLOW;
    return no(
      name === ''
        ? `node '${node}' cannot read all nodes, only its own Node object`
        : `node '${node}' cannot read '${name}', only its own Node object`,
    );
  },

  pods(question) {
    const { node, attributes, related } = question;
    const { verb, subresource, name, fieldSelector = '' } = attributes;
    if (subresource === 'status') return ['update', 'patch'].includes(verb) ? ALLOW : no('');
    if (subresource === 'eviction') return verb === 'create' ? ALLOW : no('');
    if (subresource) return no('');
    if (verb === 'get') return getObject(question);
    if (verb === 'create' || verb === 'delete') return ALLOW;
    if (verb !== 'list' && verb !== 'watch') return no('');
    const own = fieldSelector.split(',').some((term) => /^spec\.nodeName==?(.*)$/.exec(term)?.[1] === node);
    if (own) return ALLOW;
    return name ? related() : no('can only list/watch pods with spec.nodeName field selector');
  },
};

/** Does a Pod on this node use the object? Models the graph's edges, read from the Pods themselves. */
function isRelated(node: string, { resource, namespace, name }: Attributes, storage: Storage): boolean {
  const pods = storage.list<Pod>('pods', namespace).filter(({ spec }) => spec.nodeName === node);
  if (resource === 'pods') return pods.some(({ metadata }) => metadata.name === name);
  if (resource === 'serviceaccounts') return pods.some(({ spec }) => (spec.serviceAccountName ?? 'default') === name);
  return pods.some(({ spec }) => referencesOf(spec)[resource]?.has(name));
}

function referencesOf(spec: Pod['spec']): Record<string, Set<string>> {
  const found = {
    secrets: new Set<string>(),
    configmaps: new Set<string>(),
    persistentvolumeclaims: new Set<string>(),
  };
  const visit = (value: unknown, key: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const { name, secretName, claimName } = value as { name?: string; secretName?: string; claimName?: string };
    if (/^(configMap|configMapRef|configMapKeyRef)$/.test(key) && name) found.configmaps.add(name);
    if (/^(secretRef|secretKeyRef)$/.test(key) && name) found.secrets.add(name);
    if (key === 'secret' && (secretName ?? name)) found.secrets.add((secretName ?? name)!);
    if (key === 'persistentVolumeClaim' && claimName) found.persistentvolumeclaims.add(claimName);
    for (const [member, inner] of Object.entries(value)) visit(inner, Array.isArray(value) ? key : member);
  };
  visit(spec, '');
  for (const { name } of (spec as { imagePullSecrets?: { name: string }[] }).imagePullSecrets ?? [])
    found.secrets.add(name);
  return found;
}

// Why the API server takes no Pod from its maker: a quota is used up, an account is missing, a policy forbids it.

import type { ApiObject } from '#apimachinery/meta.ts';
import { type Facts, find } from '../facts.ts';
import { type Finding, keyed, note } from './finding.ts';
import { inOf } from './place.ts';

interface ResourceQuota extends ApiObject {
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
}

/** @param message The API server's words: `pods "web-" is forbidden: exceeded quota: q, requested: pods=1, …`. */
export function refusedPod(owner: string, message: string, namespace: string, facts: Facts): Finding {
  const [, name, requested = ''] = /exceeded quota: (\S+), requested: (.*?), used:/.exec(message) ?? [];
  const quota = name && find<ResourceQuota>(facts, `ResourceQuota/${namespace}/${name}`);
  if (name && quota) {
    const amounts = requested.split(',').map((text) => text.split('='));
    const [resource = '', wanted = ''] = amounts[0] ?? [];
    const { hard = {}, used = {} } = quota.status ?? {};
    const parameters = { quota: name, resource, wanted, hard: hard[resource] ?? '-', used: used[resource] ?? '-' };
    return {
      object: `ResourceQuota/${namespace}/${name}`,
      path: keyed('spec.hard', resource),
      notes: [note('quota-used-up', { ...parameters, in: inOf(namespace) })],
    };
  }
  const [, must] = /failed quota: .*?: must specify (.+)$/.exec(message) ?? [];
  const path = 'spec.template.spec.containers[0].resources';
  if (must) return { object: owner, path, notes: [note('quota-wants-amounts', { amounts: must, namespace })] };
  const [, account] = /serviceaccount "([^"]+)" not found/.exec(message) ?? [];
  if (account) {
    const said = note('account-missing', { account, in: inOf(namespace) });
    return { object: owner, path: 'spec.template.spec.serviceAccountName', notes: [said] };
  }
  return { object: owner, path: 'spec.template.spec', notes: [note('pods-refused', { message })] };
}

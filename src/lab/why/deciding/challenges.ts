// Why a challenge is not met: nothing answers it, what answers cannot be reached, or the answer is another.

import type { Pod } from '#api/core/types.ts';
import type { Ingress } from '#api/networking/types.ts';
import { controllerOf, keyOf } from '#apimachinery/meta.ts';
import { challengePath } from '#kubelet/images/cert-manager/acme/solver-objects.ts';
import { type Challenge, isFailed, type Order } from '#kubelet/images/cert-manager/acme/types.ts';
import type { Certificate } from '#kubelet/images/cert-manager/types.ts';
import { type Facts, find } from '../facts.ts';
import { type Finding, note } from './finding.ts';
import { classFault } from './ingresses.ts';
import { unwell } from './pods.ts';

export const challengesOf = ({ metadata }: Order, facts: Facts): readonly Challenge[] =>
  facts.list<Challenge>('Challenge').filter((challenge) => controllerOf(challenge)?.uid === metadata.uid);

/** Undefined: it is met. */
export function challengeFault(challenge: Challenge, facts: Facts): Finding | undefined {
  const { spec, status = {} } = challenge;
  if (status.state === 'valid') return undefined;
  const key = keyOf(challenge);
  const { dnsName: host, type } = spec;
  const place = nameIn(challenge, facts);
  const step = note('at-challenge', { challenge: key, type, host });
  const reason = (status.reason ?? '').replace(/\.$/, '');
  if (isFailed(status.state)) return { ...place, notes: [step, note('challenge-failed', { host, message: reason })] };
  if (!status.processing) return { ...place, notes: [step, note('challenge-queued', { host })] };
  const [, got] = /^Waiting for \S+ challenge propagation: (.*)$/s.exec(reason) ?? [];
  if (got === undefined) {
    const said = reason ? note('cert-manager-says', { message: reason }) : note('challenge-begins', {});
    return { ...place, notes: [step, said] };
  }
  const url = `http://${host}${challengePath(spec.token)}`;
  // The URL stands before it already.
  const answer = got.replace(/^failed to perform self check GET request '[^']*': (?:Get "[^"]*": )?/, '');
  const looked = note('self-check', { url, got: answer });
  const cause = /no such host/.test(got)
    ? { ...place, notes: [note('challenge-without-record', { host })] }
    : solverFault(challenge, facts);
  return cause
    ? { ...place, ...cause, notes: [step, looked, ...(cause.notes ?? [])] }
    : { ...place, notes: [step, looked] };
}

/** What was made to answer: its Pod, and the Ingress that leads to it. */
function solverFault(challenge: Challenge, facts: Facts): Finding | undefined {
  const isOwn = (object: Pod | Ingress): boolean => controllerOf(object)?.uid === challenge.metadata.uid;
  const pod = facts.list<Pod>('Pod').find(isOwn);
  const ill = pod && unwell(pod, facts);
  if (ill) return ill;
  const ingress = facts.list<Ingress>('Ingress').find(isOwn);
  return ingress && classFault(ingress, facts);
}

/** Where the name is written: in the Certificate, if it is still there. */
function nameIn(challenge: Challenge, facts: Facts): Finding {
  const { namespace } = challenge.metadata;
  const order = controllerOf(challenge)?.name;
  const request = order && controllerOf(find(facts, `Order/${namespace}/${order}`) ?? challenge)?.name;
  const made = request && find(facts, `CertificateRequest/${namespace}/${request}`);
  const name = made ? controllerOf(made)?.name : undefined;
  const certificate = name ? find<Certificate>(facts, `Certificate/${namespace}/${name}`) : undefined;
  const index = certificate?.spec.dnsNames?.indexOf(challenge.spec.dnsName) ?? -1;
  if (certificate && index >= 0)
    return { object: `Certificate/${keyOf(certificate)}`, path: `spec.dnsNames[${index}]` };
  return { object: `Challenge/${keyOf(challenge)}`, path: 'spec.dnsName' };
}

// The issuer that a certificate names: whether it is there, and can issue.

import { keyOf } from '#apimachinery/meta.ts';
import { conditionOf, type Issuer, type IssuerRef, isTrue, kindOf } from '#kubelet/images/cert-manager/types.ts';
import { type Facts, find } from '../facts.ts';
import { type Finding, nearest, note } from './finding.ts';

export function issuerOf(ref: IssuerRef, namespace: string | undefined, facts: Facts): Issuer | undefined {
  const kind = kindOf(ref);
  return find<Issuer>(facts, kind === 'ClusterIssuer' ? `${kind}/${ref.name}` : `${kind}/${namespace}/${ref.name}`);
}

/** `object` names it: a Certificate. `where`: what kubectl needs to look there. */
export function issuerMissing(object: string, ref: IssuerRef, where: string, facts: Facts): Finding {
  const kind = kindOf(ref);
  const other = kind === 'ClusterIssuer' ? 'Issuer' : 'ClusterIssuer';
  const names = (of: 'Issuer' | 'ClusterIssuer'): string[] =>
    facts.list<Issuer>(of).map(({ metadata }) => metadata.name);
  const parameters = { kind, issuer: ref.name, type: kind.toLowerCase(), in: kind === 'Issuer' ? where : '' };
  const first = note('issuer-missing', parameters);
  if (names(other).includes(ref.name))
    return {
      object,
      path: 'spec.issuerRef.kind',
      notes: [first, note('issuer-of-other-kind', { kind: other, issuer: ref.name })],
    };
  const near = nearest(ref.name, kind === 'Issuer' || kind === 'ClusterIssuer' ? names(kind) : []);
  return {
    object,
    path: 'spec.issuerRef.name',
    notes: [first, ...(near ? [note('issuer-near', { kind, near })] : [])],
  };
}

/** Undefined: it can issue. */
export function issuerFault(issuer: Issuer): Finding | undefined {
  const ready = conditionOf(issuer, 'Ready');
  if (isTrue(ready)) return undefined;
  const name = `${issuer.kind}/${keyOf(issuer)}`;
  const { ca, acme } = issuer.spec;
  const path = ca ? 'spec.ca.secretName' : acme ? 'spec.acme' : 'spec';
  if (!ready) return { object: name, path, notes: [note('issuer-untouched', { issuer: name })] };
  const message = (ready.message ?? '-').replace(/\.$/, '');
  return { object: name, path, notes: [note('issuer-unready', { issuer: name, message })] };
}

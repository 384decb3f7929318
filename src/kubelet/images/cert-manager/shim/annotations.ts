// What annotations of an Ingress or Gateway say of its Certificates. Models pkg/controller/certificate-shim/{helper,sync}.go of cert-manager 1.18.

import { parseGoDuration } from '#apimachinery/duration.ts';
import { ANNOTATION, type Certificate, GROUP, type IssuerRef } from '../types.ts';

type Annotations = Readonly<Record<string, string>>;

/** Undefined: nobody is asked for a certificate. A text: what is wrong. */
export function issuerRefOf(annotations: Annotations, what: 'ingress' | 'gateway'): IssuerRef | string | undefined {
  const issuer = annotations[ANNOTATION.issuer];
  const clusterIssuer = annotations[ANNOTATION.clusterIssuer];
  const [kind, group] = [annotations[ANNOTATION.issuerKind], annotations[ANNOTATION.issuerGroup]];
  const clash = (a: string, b: string): string =>
    `failed to determine issuer to be used for ${what} resource: both ${JSON.stringify(a)} and ${JSON.stringify(b)} may not be set`;
  if (clusterIssuer !== undefined) {
    if (issuer !== undefined) return clash(ANNOTATION.issuer, ANNOTATION.clusterIssuer);
    if (kind !== undefined) return clash(ANNOTATION.issuerKind, ANNOTATION.clusterIssuer);
    if (group !== undefined) return clash(ANNOTATION.issuerGroup, ANNOTATION.clusterIssuer);
    return { name: clusterIssuer, kind: 'ClusterIssuer', group: GROUP };
  }
  return issuer === undefined ? undefined : { name: issuer, kind: kind ?? 'Issuer', group: group ?? GROUP };
}

export interface Translated {
  readonly spec: Partial<Certificate['spec']>;
  /** The annotation and what is wrong with it. */
  readonly fault?: string;
}

/** What they change in the Certificate's spec. */
export function translate(annotations: Annotations): Translated {
  const at = (name: string): string | undefined => annotations[`cert-manager.io/${name}`];
  const list = (name: string): string[] | undefined =>
    at(name)
      ?.split(',')
      .map((part) => part.trim());
  const wrong = (name: string, why: string): Translated => ({
    spec: {},
    fault: `failed to parse cert-manager.io/${name} annotation: ${why}`,
  });
  for (const name of ['duration', 'renew-before'])
    if (at(name) !== undefined && parseGoDuration(at(name)!) === undefined)
      return wrong(name, `time: invalid duration ${JSON.stringify(at(name))}`);
  for (const name of ['renew-before-percentage', 'private-key-size', 'revision-history-limit'])
    if (at(name) !== undefined && !/^\d+$/.test(at(name)!))
      return wrong(name, `strconv.ParseInt: parsing ${JSON.stringify(at(name))}: invalid syntax`);
  const privateKey = {
    ...(at('private-key-algorithm') !== undefined && { algorithm: at('private-key-algorithm')! }),
    ...(at('private-key-encoding') !== undefined && { encoding: at('private-key-encoding')! }),
    ...(at('private-key-size') !== undefined && { size: Number(at('private-key-size')) }),
    ...(at('private-key-rotation-policy') !== undefined && { rotationPolicy: at('private-key-rotation-policy')! }),
  };
  const organizations = list('subject-organizations');
  return {
    spec: {
      ...(at('common-name') !== undefined && { commonName: at('common-name')! }),
      ...(at('email-sans') !== undefined && { emailAddresses: list('email-sans')! }),
      ...(organizations && { subject: { organizations } }),
      ...(at('duration') !== undefined && { duration: at('duration')! }),
      ...(at('renew-before') !== undefined && { renewBefore: at('renew-before')! }),
      ...(at('renew-before-percentage') !== undefined && {
        renewBeforePercentage: Number(at('renew-before-percentage')),
      }),
      ...(at('usages') !== undefined && { usages: list('usages')! }),
      ...(at('revision-history-limit') !== undefined && {
        revisionHistoryLimit: Number(at('revision-history-limit')),
      }),
      ...(Object.keys(privateKey).length > 0 && { privateKey }),
    },
  };
}

/** Annotations that the Certificate gets itself. */
export function passedOn(annotations: Annotations, owner: string): Annotations {
  const inPlace = annotations['acme.cert-manager.io/http01-edit-in-place'] === 'true';
  const override = annotations['acme.cert-manager.io/http01-ingress-class'];
  return {
    ...(annotations[ANNOTATION.issueTemporary] !== undefined && {
      [ANNOTATION.issueTemporary]: annotations[ANNOTATION.issueTemporary]!,
    }),
    ...(inPlace && {
      'acme.cert-manager.io/http01-override-ingress-name': owner,
      [ANNOTATION.issueTemporary]: 'true',
    }),
    ...(override !== undefined && { 'acme.cert-manager.io/http01-override-ingress-class': override }),
  };
}

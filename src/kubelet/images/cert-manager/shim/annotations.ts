// What annotations of an Ingress or Gateway say of its Certificates. Models pkg/controller/certificate-shim/{helper,sync}.go of cert-manager 1.18.

import { parseGoDuration } from '#apimachinery/duration.ts';
import { goDuration } from '../../../stages/stage.ts';
import { isUsage } from '../sign.ts';
import { ANNOTATION, type Certificate, GROUP, type IssuerRef } from '../types.ts';

type Annotations = Readonly<Record<string, string>>;

/** What asks for a certificate without saying of whom. Source: the controller's --auto-certificate-annotations. */
const AUTOMATIC = 'kubernetes.io/tls-acme';
/** Source: strconv.ParseBool. */
const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

/** Undefined: nobody is asked for a certificate. A text: what is wrong. Source: hasShimAnnotation, issuerForIngressLike. */
export function issuerRefOf(annotations: Annotations): IssuerRef | string | undefined {
  const issuer = annotations[ANNOTATION.issuer];
  const clusterIssuer = annotations[ANNOTATION.clusterIssuer];
  if (issuer === undefined && clusterIssuer === undefined && !TRUE.has(annotations[AUTOMATIC] ?? '')) return undefined;
  const [kind, group] = [annotations[ANNOTATION.issuerKind], annotations[ANNOTATION.issuerGroup]];
  const name = clusterIssuer ?? issuer ?? '';
  const clash = (a: string, b: string): string => `both ${JSON.stringify(a)} and ${JSON.stringify(b)} may not be set`;
  const isCluster = clusterIssuer !== undefined;
  const errors = [
    ...(name === '' ? ['failed to determine issuer name to be used for ingress resource'] : []),
    ...(isCluster && issuer !== undefined ? [clash(ANNOTATION.issuer, ANNOTATION.clusterIssuer)] : []),
    ...(isCluster && group !== undefined ? [clash(ANNOTATION.clusterIssuer, ANNOTATION.issuerGroup)] : []),
    ...(isCluster && kind !== undefined ? [clash(ANNOTATION.clusterIssuer, ANNOTATION.issuerKind)] : []),
  ];
  if (errors.length > 0) return errors.join(', ');
  return { name, kind: kind ?? (isCluster ? 'ClusterIssuer' : 'Issuer'), group: group ?? GROUP };
}

type Spec = Certificate['spec'];

export interface Translated {
  readonly spec: Partial<Spec>;
  /** What is wrong: then the object is not looked at any further. */
  readonly fault?: string;
}

/** An annotation's value as it changes the spec; a text: what is wrong with it. */
type Reads = (value: string, spec: Partial<Spec>) => Partial<Spec> | string;

const subject =
  (field: keyof NonNullable<Spec['subject']>): Reads =>
  (value, spec) => ({
    subject: { ...spec.subject, [field]: field === 'serialNumber' ? value : value.split(',') },
  });

const duration =
  (field: 'duration' | 'renewBefore'): Reads =>
  (value) => {
    const ms = parseGoDuration(value);
    // It is kept as Go writes it.
    return ms === undefined ? `time: invalid duration ${JSON.stringify(value)}` : { [field]: goDuration(ms) };
  };

/** Go's strconv: what it says of a text that is no number. */
const numberOf = (value: string, by: 'ParseInt' | 'Atoi'): number | string =>
  /^[+-]?\d+$/.test(value) ? Number(value) : `strconv.${by}: parsing ${JSON.stringify(value)}: invalid syntax`;

const oneOf =
  (field: 'algorithm' | 'encoding' | 'rotationPolicy', what: string, values: readonly string[]): Reads =>
  (value, spec) =>
    values.includes(value)
      ? { privateKey: { ...spec.privateKey, [field]: value } }
      : `invalid private key ${what} ${JSON.stringify(value)}`;

const size: Reads = (value, spec) => {
  const bits = numberOf(value, 'Atoi');
  if (typeof bits === 'string') return bits;
  const { algorithm = 'RSA' } = spec.privateKey ?? {};
  const fits =
    algorithm === 'RSA' ? bits >= 2048 && bits <= 8192 : algorithm !== 'ECDSA' || [256, 384, 521].includes(bits);
  return fits
    ? { privateKey: { ...spec.privateKey, size: bits } }
    : `invalid private key size for ${algorithm} algorithm ${JSON.stringify(value)}`;
};

const usages: Reads = (value) => {
  const names = value.split(',').map((name) => [name, name.replace(/^ +| +$/g, '')] as const);
  const wrong = names.find(([, usage]) => !isUsage(usage));
  return wrong ? `invalid key usage name ${JSON.stringify(wrong[0])}` : { usages: names.map(([, usage]) => usage) };
};

const revisionHistoryLimit: Reads = (value) => {
  const limit = numberOf(value, 'ParseInt');
  if (typeof limit === 'string') return limit;
  return limit < 1
    ? `revision history limit must be a positive number ${JSON.stringify(value)}`
    : { revisionHistoryLimit: limit };
};

/** Differs: of JSON that cannot be read, the words are JavaScript's. */
const secretTemplate: Reads = (value) => {
  let read: NonNullable<Spec['secretTemplate']>;
  try {
    read = JSON.parse(value);
  } catch (error) {
    return `error parsing secret template JSON: ${(error as Error).message}`;
  }
  const unknown = Object.keys(read).find((key) => key !== 'annotations' && key !== 'labels');
  if (unknown !== undefined)
    return `error parsing secret template JSON: json: unknown field ${JSON.stringify(unknown)}`;
  const own = Object.keys(read.annotations ?? {}).find((key) => key.startsWith('cert-manager.io/'));
  if (own !== undefined) return `secretTemplate must not have cert-manager.io/ annotations: ${JSON.stringify(own)}`;
  return { secretTemplate: read };
};

/** In the order in which they are read: the first that is wrong counts. Source: translateAnnotations. */
const READS: Readonly<Record<string, Reads>> = {
  'common-name': (value) => ({ commonName: value }),
  'email-sans': (value) => ({ emailAddresses: value.split(',') }),
  'subject-organizations': subject('organizations'),
  'subject-organizationalunits': subject('organizationalUnits'),
  'subject-countries': subject('countries'),
  'subject-provinces': subject('provinces'),
  'subject-localities': subject('localities'),
  'subject-postalcodes': subject('postalCodes'),
  'subject-streetaddresses': subject('streetAddresses'),
  'subject-serialnumber': subject('serialNumber'),
  duration: duration('duration'),
  'renew-before': duration('renewBefore'),
  'renew-before-percentage': (value) => {
    const percentage = numberOf(value, 'ParseInt');
    return typeof percentage === 'string' ? percentage : { renewBeforePercentage: percentage };
  },
  usages,
  'revision-history-limit': revisionHistoryLimit,
  'private-key-algorithm': oneOf('algorithm', 'algorithm', ['RSA', 'ECDSA', 'Ed25519']),
  'private-key-encoding': oneOf('encoding', 'encoding', ['PKCS1', 'PKCS8']),
  'private-key-size': size,
  'private-key-rotation-policy': oneOf('rotationPolicy', 'rotation policy', ['Never', 'Always']),
  'secret-template': secretTemplate,
};

/** What they change in the Certificate's spec. */
export function translate(annotations: Annotations): Translated {
  let spec: Partial<Spec> = {};
  for (const [name, reads] of Object.entries(READS)) {
    const key = `cert-manager.io/${name}`;
    const value = annotations[key];
    if (value === undefined) continue;
    const read = reads(value, spec);
    if (typeof read === 'string') return { spec, fault: `invalid ingress annotation ${JSON.stringify(key)}: ${read}` };
    spec = { ...spec, ...read };
  }
  return { spec };
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

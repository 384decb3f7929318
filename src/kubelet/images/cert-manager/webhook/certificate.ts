// What a Certificate may say. Models internal/apis/certmanager/validation/certificate.go of cert-manager 1.18.
// Differs: of names of addresses and e-mail only the form is looked at; literal subjects and name constraints are not.

import { parseGoDuration } from '#apimachinery/duration.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isDns1123Subdomain } from '#apimachinery/validation.ts';
import { goDuration } from '../../../stages/stage.ts';
import type { Certificate, IssuerRef } from '../types.ts';

type Spec = Certificate['spec'];
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export function certificateErrors({ spec }: Pick<Certificate, 'spec'>): readonly FieldError[] {
  const { secretName, issuerRef, commonName = '', revisionHistoryLimit, secretTemplate } = spec;
  const subdomain =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  const forbidden = Object.keys(secretTemplate?.annotations ?? {}).filter(
    (name) => name.startsWith('cert-manager.io/') && name !== 'cert-manager.io/allow-direct-injection',
  );
  return [
    ...(!secretName
      ? [field.required('spec.secretName', 'must be specified')]
      : isDns1123Subdomain(secretName)
        ? []
        : [field.invalid('spec.secretName', secretName, subdomain)]),
    ...issuerRefErrors(issuerRef),
    ...(hasName(spec)
      ? []
      : [
          field.invalid(
            'spec',
            '',
            'at least one of commonName (from the commonName field or from a literalSubject), dnsNames, emailSANs, ipAddresses, otherNames, or uriSANs must be set',
          ),
        ]),
    ...(commonName.length > 64 ? [field.tooLong('spec.commonName', 64)] : []),
    ...(spec.ipAddresses ?? []).flatMap((ip, i) =>
      /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]*:[\da-f:.]*)$/i.test(ip)
        ? []
        : [field.invalid(`spec.ipAddresses[${i}]`, ip, 'invalid IP address')],
    ),
    ...keyErrors(spec),
    ...durationErrors(spec),
    ...(revisionHistoryLimit !== undefined && revisionHistoryLimit < 1
      ? [field.invalid('spec.revisionHistoryLimit', revisionHistoryLimit, 'must not be less than 1')]
      : []),
    ...forbidden.map((name) =>
      field.invalid('spec.secretTemplate.annotations', name, 'cert-manager.io/* annotations are not allowed'),
    ),
  ];
}

const hasName = ({
  commonName,
  dnsNames = [],
  uris = [],
  emailAddresses = [],
  ipAddresses = [],
  ...rest
}: Spec): boolean =>
  Boolean(commonName) ||
  'literalSubject' in rest ||
  [dnsNames, uris, emailAddresses, ipAddresses].some(({ length }) => length > 0);

export function issuerRefErrors({ name, kind = '', group = '' }: IssuerRef): readonly FieldError[] {
  const isOwn = group === '' || group === 'cert-manager.io';
  const hint = group === '' ? ' (did you forget to set spec.issuerRef.kind.group?)' : '';
  return [
    ...(name ? [] : [field.required('spec.issuerRef.name', 'must be specified')]),
    ...(isOwn && !['', 'Issuer', 'ClusterIssuer'].includes(kind)
      ? [field.invalid('spec.issuerRef.kind', kind, `must be one of Issuer or ClusterIssuer${hint}`)]
      : []),
  ];
}

function keyErrors({ privateKey = {} }: Spec): readonly FieldError[] {
  const { algorithm = 'RSA', size = 0 } = privateKey;
  if (algorithm === 'RSA' && size > 0 && (size < 2048 || size > 8192))
    return [field.invalid('spec.privateKey.size', size, 'must be between 2048 and 8192 for rsa keyAlgorithm')];
  if (algorithm === 'ECDSA' && size > 0 && ![256, 384, 521].includes(size))
    return [field.notSupported('spec.privateKey.size', size, ['256', '384', '521'])];
  return [];
}

/** A duration is shown as Go shows it, without quotes. */
const invalidDuration = (path: string, ms: number, detail: string): FieldError => ({
  ...field.invalid(path, 0, ''),
  body: `Invalid value: ${goDuration(ms)}: ${detail}`,
});

function durationErrors({ duration, renewBefore, renewBeforePercentage: percentage }: Spec): readonly FieldError[] {
  if (duration === undefined && renewBefore === undefined) return [];
  const lifeMs = duration === undefined ? 90 * 24 * HOUR_MS : (parseGoDuration(duration) ?? 0);
  const beforeMs = renewBefore === undefined ? undefined : (parseGoDuration(renewBefore) ?? 0);
  const both = 'renewBefore and renewBeforePercentage are mutually exclusive and cannot both be set';
  const fromPercentage = percentage === undefined ? undefined : (lifeMs * (100 - percentage)) / 100;
  return [
    ...(lifeMs < HOUR_MS
      ? [invalidDuration('spec.duration', lifeMs, 'certificate duration must be greater than 1h0m0s')]
      : []),
    ...(beforeMs !== undefined && percentage !== undefined
      ? [
          invalidDuration('spec.renewBefore', beforeMs, both),
          field.invalid('spec.renewBeforePercentage', percentage, both),
        ]
      : []),
    ...(beforeMs !== undefined && beforeMs < 5 * MINUTE_MS
      ? [invalidDuration('spec.renewBefore', beforeMs, 'certificate renewBefore must be greater than 5m0s')]
      : []),
    ...(beforeMs !== undefined && beforeMs >= lifeMs
      ? [
          invalidDuration(
            'spec.renewBefore',
            beforeMs,
            `certificate duration ${goDuration(lifeMs)} must be greater than renewBefore ${goDuration(beforeMs)}`,
          ),
        ]
      : []),
    ...(fromPercentage !== undefined && fromPercentage >= lifeMs
      ? [
          field.invalid(
            'spec.renewBeforePercentage',
            percentage,
            'certificate renewBeforePercentage must result in a renewBefore less than duration',
          ),
        ]
      : []),
  ];
}

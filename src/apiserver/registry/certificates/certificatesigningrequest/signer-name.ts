// Models ValidateSignerName of pkg/apis/certificates/validation: `example.com/signer`.

import { type FieldError, field } from '#apimachinery/field.ts';
import { isDns1123Label, isDns1123Subdomain } from '#apimachinery/validation.ts';

const DOMAIN_LIMIT = 253;
/** A namespace, a dot, and a name behind it. */
const PATH_LIMIT = 253 + 63 + 1;

export function validateSignerName(signerName: string, at: string): FieldError[] {
  if (signerName === 'kubernetes.io/legacy-unknown') {
    return [field.invalid(at, signerName, 'the legacy signerName is not allowed via this API version')];
  }
  if (signerName === '') return [field.required(at)];
  const [domain = '', path = '', ...more] = signerName.split('/');
  if (!signerName.includes('/') || more.length > 0) {
    const why = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [field.invalid(at, signerName, why)];
  }
  const labels = domain.split('.');
  const errors = domain.length > DOMAIN_LIMIT ? [field.tooLong(at, DOMAIN_LIMIT)] : [];
  errors.push(...firstWrong(labels, isDns1123Label).map((why) => field.invalid(at, domain, why)));
  if (labels.length < 2) {
    errors.push(field.invalid(at, domain, 'should be a domain with at least two segments separated by dots'));
  }
  errors.push(...firstWrong(path.split('.'), isDns1123Subdomain).map((why) => field.invalid(at, path, why)));
  const limit = DOMAIN_LIMIT + PATH_LIMIT + 1;
  return signerName.length > limit ? [...errors, field.tooLong(at, limit)] : errors;
}

/** What is wrong with the first label that is not right; the others are not looked at. */
function firstWrong(labels: readonly string[], rule: (label: string) => string[]): string[] {
  const label = labels.find((l) => rule(l).length > 0);
  return label === undefined ? [] : rule(label).map((why) => `validating label ${JSON.stringify(label)}: ${why}`);
}

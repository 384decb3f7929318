// Models apiserver/pkg/util/webhook/validation.go: where a webhook is, for configurations of admission and for CRDs' conversion.

import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1035Label, isDns1123Subdomain, isValidPortNum } from '#apimachinery/validation.ts';

export interface WebhookClient {
  readonly url?: string;
  readonly service?: {
    readonly namespace?: string;
    readonly name?: string;
    readonly path?: string;
    readonly port?: number;
  };
}

const FORM = '; desired format: https://host[/path]';
const URL_PARTS = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/(?:([^/?#]*)@)?([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/is;

export function validateWebhookClient({ url, service }: WebhookClient, at: string): FieldError[] {
  if ((url === undefined) === (service === undefined)) {
    return [field.required(at, 'exactly one of url or service is required')];
  }
  return url === undefined ? validateService(service!, `${at}.service`) : validateUrl(url, `${at}.url`);
}

function validateUrl(url: string, at: string): FieldError[] {
  const [, scheme = '', user, host = '', query = '', fragment = ''] = URL_PARTS.exec(url) ?? [];
  const errors: FieldError[] = [];
  if (scheme.toLowerCase() !== 'https') {
    errors.push(field.invalid(at, scheme.toLowerCase(), `'https' is the only allowed URL scheme${FORM}`));
  }
  if (host === '') errors.push(field.invalid(at, host, `host must be provided${FORM}`));
  if (user !== undefined) errors.push(field.invalid(at, user, 'user information is not permitted in the URL'));
  if (fragment !== '') errors.push(field.invalid(at, fragment, 'fragments are not permitted in the URL'));
  if (query !== '') errors.push(field.invalid(at, query, 'query parameters are not permitted in the URL'));
  return errors;
}

/** A missing name is told at the namespace, and the other way round: upstream's callers hand them over in the wrong order (issue 141353). */
function validateService(
  { name, namespace, path = '', port = 0 }: NonNullable<WebhookClient['service']>,
  at: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!namespace) errors.push(field.required(`${at}.name`));
  if (!name) errors.push(field.required(`${at}.namespace`));
  const misfit = isValidPortNum(port);
  if (misfit.length > 0) errors.push(field.invalid(`${at}.port`, port, `port is not valid: ${misfit.join(', ')}`));
  return [...errors, ...validatePath(path, `${at}.path`)];
}

function validatePath(path: string, at: string): FieldError[] {
  if (path === '' || path === '/') return [];
  if (path === '//') return [field.invalid(at, path, 'segment[0] may not be empty')];
  const errors = path.startsWith('/') ? [] : [field.invalid(at, path, "must start with a '/'")];
  const segments = path.slice(1).replace(/\/$/, '').split('/');
  return [
    ...errors,
    ...segments.flatMap((segment, i) =>
      segment === ''
        ? [field.invalid(at, path, `segment[${i}] may not be empty`)]
        : isDns1123Subdomain(segment).map((why) => field.invalid(at, path, `segment[${i}]: ${why}`)),
    ),
  ];
}

const KNOWN = ['v1', 'v1beta1'];

/** Of AdmissionReview or ConversionReview. `missing`: what is said where there are none. */
export function validateReviewVersions(versions: readonly string[], at: string, missing = ''): FieldError[] {
  if (versions.length === 0) return [field.required(at, missing)];
  const errors = versions.flatMap((version, i) =>
    versions.indexOf(version) < i
      ? [field.invalid(`${at}[${i}]`, version, 'duplicate version')]
      : invalids(`${at}[${i}]`, version, isDns1035Label(version)),
  );
  if (versions.some((version) => KNOWN.includes(version))) return errors;
  return [...errors, field.invalid(at, versions, `must include at least one of ${KNOWN.join(', ')}`)];
}

// Models apimachinery/pkg/api/errors: every failure of the API server is one of these.

import type { FieldError } from './field.ts';
import type { ApiResponse } from './wire.ts';

export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, unknown>;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    uid?: string;
    causes?: StatusCause[];
    retryAfterSeconds?: number;
  };
  code?: number;
}

function failure(code: number, reason: string, message: string, details?: Status['details']): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details && { details }),
    code,
  };
}

/** `deployments.apps`, `pods`: a resource as errors name it. */
const qualified = (resource: string, group: string): string => (group ? `${resource}.${group}` : resource);
const about = (name: string, group: string, kind: string): NonNullable<Status['details']> => ({
  ...(name && { name }),
  ...(group && { group }),
  ...(kind && { kind }),
});

/** All of them in one line. What is said twice is told once. Source: ErrorList.ToAggregate. */
export function aggregate(errors: readonly FieldError[]): string {
  const lines = [...new Set(errors.map((e) => `${e.field}: ${e.body}`))];
  return lines.length === 1 ? lines[0]! : `[${lines.join(', ')}]`;
}

export const status = {
  success: (details?: Status['details']): Status => ({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(details && { details }),
  }),
  notFound: (resource: string, group: string, name: string): Status =>
    failure(404, 'NotFound', `${qualified(resource, group)} "${name}" not found`, about(name, group, resource)),
  /** No such path. `details` is an empty object, as go-restful's missing route gives it. */
  noRoute: (): Status => failure(404, 'NotFound', 'the server could not find the requested resource', {}),
  alreadyExists: (resource: string, group: string, name: string): Status =>
    failure(
      409,
      'AlreadyExists',
      `${qualified(resource, group)} "${name}" already exists`,
      about(name, group, resource),
    ),
  generateNameConflict: (resource: string, group: string, name: string): Status =>
    failure(
      409,
      'AlreadyExists',
      `${qualified(resource, group)} "${name}" already exists, the server was not able to generate a unique name for the object`,
      { ...about(name, group, resource), retryAfterSeconds: 1 },
    ),
  /** An apply that others' fields stand against. */
  applyConflict: (message: string, causes: StatusCause[]): Status => failure(409, 'Conflict', message, { causes }),
  conflict: (resource: string, group: string, name: string, detail: string): Status =>
    failure(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${qualified(resource, group)} "${name}": ${detail}`,
      about(name, group, resource),
    ),
  /** `kind` is the object's Kind: `Service`. */
  invalid(kind: string, group: string, name: string, errors: readonly FieldError[]): Status {
    const message = aggregate(errors);
    const causes = errors.map((e) => ({ reason: e.type, message: e.body, field: e.field }));
    return failure(422, 'Invalid', `${qualified(kind, group)} "${name}" is invalid: ${message}`, {
      ...about(name, group, kind),
      causes,
    });
  },
  badRequest: (message: string): Status => failure(400, 'BadRequest', message),
  forbidden: (resource: string, group: string, name: string, detail: string): Status =>
    failure(
      403,
      'Forbidden',
      resource || group
        ? `${qualified(resource, group)}${name ? ` "${name}"` : ''} is forbidden: ${detail}`
        : `forbidden: ${detail}`,
      about(name, group, resource),
    ),
  unauthorized: (): Status => failure(401, 'Unauthorized', 'Unauthorized'),
  methodNotAllowed: (): Status =>
    failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {}),
  notAcceptable: (accepted: string): Status =>
    failure(406, 'NotAcceptable', `only the following media types are accepted: ${accepted}`),
  unsupportedMediaType: (accepted: string): Status =>
    failure(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
    ),
  /** `retryAfterSeconds` 0: the client is told nothing about when. */
  timeout: (message: string, retryAfterSeconds: number, causes?: StatusCause[]): Status =>
    failure(504, 'Timeout', `Timeout: ${message}`, {
      ...(causes && { causes }),
      ...(retryAfterSeconds > 0 && { retryAfterSeconds }),
    }),
  tooLarge: (message: string): Status => failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`),
  /** No route takes such a body: go-restful's own refusal, before a handler has seen it. */
  noSuchRepresentation: (): Status => failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {}),
  expired: (message: string): Status => failure(410, 'Expired', message),
  internalError: (message: string): Status =>
    failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] }),
  /** A failure for which the server has no reason, only words. kubectl then prints them without one. */
  unexplained: (code: number, message: string): Status => ({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    code,
  }),
  /** A failure that the server keeps to itself. Source: NewGenericServerResponse for 422. */
  rejected: (): Status => failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {}),
  /** `seconds` 0: ask again whenever you like. */
  tooManyRequests: (message: string, seconds: number, cause: StatusCause): Status =>
    failure(429, 'TooManyRequests', message, {
      causes: [cause],
      ...(seconds > 0 && { retryAfterSeconds: seconds }),
    }),
  serviceUnavailable: (message: string): Status => failure(503, 'ServiceUnavailable', message),
} as const;

export function isStatus(value: unknown): value is Status {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'Status';
}

/** A Status as the whole answer. */
export function reply(body: Status): ApiResponse {
  return { code: body.code ?? 200, body };
}

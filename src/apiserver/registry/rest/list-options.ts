// Models metainternalversion.ListOptions: what a list or a watch is asked for, and its validation.

import { type FieldError, field } from '#apimachinery/field.ts';
import { isStatus, type Status, status } from '#apimachinery/status.ts';
import { optionsInvalid } from './options.ts';
import { flagOf, integerOf } from './parameters.ts';
import type { Scope } from './scope.ts';

export interface ListOptions {
  readonly watch: boolean;
  readonly allowWatchBookmarks: boolean;
  /** As it was given: empty, `0` and a number mean different things. */
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  /** Seconds. 0: as long as the server likes. */
  readonly timeoutSeconds: number;
  /** 0: all of them. */
  readonly limit: number;
  readonly continue: string;
  readonly sendInitialEvents: boolean | undefined;
}

export function listOptionsOf({ query }: Pick<Scope, 'query'>, isWatch: boolean): ListOptions | Status {
  const timeoutSeconds = integerOf(query, 'timeoutSeconds') ?? 0;
  if (isStatus(timeoutSeconds)) return timeoutSeconds;
  const limit = integerOf(query, 'limit') ?? 0;
  if (isStatus(limit)) return limit;
  const options: ListOptions = {
    watch: isWatch,
    allowWatchBookmarks: flagOf(query, 'allowWatchBookmarks') ?? false,
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    timeoutSeconds,
    limit: Math.max(0, limit),
    continue: query.get('continue') ?? '',
    sendInitialEvents: flagOf(query, 'sendInitialEvents'),
  };
  const errors = isWatch ? validateWatch(options) : validateList(options);
  return errors.length > 0 ? optionsInvalid('ListOptions', errors) : options;
}

const MATCH = 'resourceVersionMatch';

/** Source: internalversion/validation ValidateListOptions. */
function validateList(options: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  const { resourceVersionMatch: match, resourceVersion } = options;
  if (match) {
    if (!resourceVersion)
      errors.push(field.forbidden(MATCH, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    if (options.continue)
      errors.push(field.forbidden(MATCH, 'resourceVersionMatch is forbidden when continue is provided'));
    if (match !== 'Exact' && match !== 'NotOlderThan')
      errors.push(field.notSupported(MATCH, match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && resourceVersion === '0')
      errors.push(field.forbidden(MATCH, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (options.sendInitialEvents !== undefined)
    errors.push(field.forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors;
}

/** Source: internalversion/validation validateWatchOptions. */
function validateWatch(options: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  const { resourceVersionMatch: match, sendInitialEvents } = options;
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan')
    errors.push(field.forbidden(MATCH, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  if (match) {
    if (sendInitialEvents === undefined)
      errors.push(
        field.forbidden(MATCH, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
      );
    if (match !== 'NotOlderThan') errors.push(field.notSupported(MATCH, match, ['NotOlderThan']));
    if (options.continue)
      errors.push(field.forbidden(MATCH, 'resourceVersionMatch is forbidden when continue is provided'));
  }
  return errors;
}

/** How often a client may ask again, in seconds. Source: cacher resourceVersionTooHighRetrySeconds. */
const RETRY_SECONDS = 1;

/** Source: storage.NewTooLargeResourceVersionError. */
export function tooLarge(asked: number, current: number): Status {
  const cause = { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' };
  return status.timeout(`Too large resource version: ${asked}, current: ${current}`, RETRY_SECONDS, [cause]);
}

// Models apiserver/pkg/endpoints/handlers/get.go ListResource and etcd3's GetList: a collection, in pieces if asked.

import { type ApiList, type ApiObject, keyOf } from '#apimachinery/meta.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { type Continuation, decodeContinue, encodeContinue, encodeStart } from './continue.ts';
import { type ListOptions, listOptionsOf, tooLarge } from './list-options.ts';
import { revisionOf } from './parameters.ts';
import type { Scope } from './scope.ts';
import { selectionOf } from './selection.ts';

/** Source: etcd3/errors.go. */
const TOO_OLD = 'The resourceVersion for the provided list is too old.';
const CONTINUE_TOO_OLD =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/** From which moment a list is told. */
interface Moment {
  readonly revision: number;
  /** Keys before it were in an earlier piece. */
  readonly start: string;
}

export function list<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const { strategy, context, resource, namespace } = scope;
  const options = listOptionsOf(scope, false);
  if (isStatus(options)) return reply(options);
  const selection = selectionOf(scope);
  if (isStatus(selection)) return reply(selection);
  const moment = momentOf(options, context.storage.revision);
  if (isStatus(moment)) return reply(moment);
  const objects = context.storage.listAt<T>(resource, namespace, moment.revision);
  if (!objects) return reply(gone(options, moment));

  const place = (object: T): string => (namespace ? object.metadata.name : keyOf(object));
  const left = moment.start === '' ? objects : objects.filter((o) => place(o) >= moment.start);
  // A list from the cache has no pieces.
  const limit = options.resourceVersion === '0' ? 0 : options.limit;
  const items: T[] = [];
  let more = false;
  for (const [i, object] of left.entries()) {
    if (!selection.matches(object)) continue;
    items.push(object);
    if (limit > 0 && items.length >= limit) {
      more = i < left.length - 1;
      break;
    }
  }
  const last = items.at(-1);
  const body: ApiList<T> = {
    kind: strategy.listKind ?? `${strategy.kind}List`,
    apiVersion: scope.apiVersion,
    metadata: {
      resourceVersion: String(moment.revision),
      ...(more && last && { continue: encodeContinue(place(last), moment.revision) }),
      ...(more && selection.isEverything && { remainingItemCount: left.length - items.length }),
    },
    items,
  };
  return { code: 200, body };
}

/** Source: storage.ValidateListOptions. */
function momentOf(options: ListOptions, current: number): Moment | Status {
  if (options.continue) {
    const from: Continuation | { error: string } = decodeContinue(options.continue);
    if ('error' in from) return status.badRequest(`invalid continue token: ${from.error}`);
    if (options.resourceVersion !== '' && options.resourceVersion !== '0')
      return status.badRequest('specifying resource version is not allowed when using continue');
    if (from.revision > current) return tooLarge(from.revision, current);
    return { revision: from.revision < 0 ? current : from.revision, start: from.start };
  }
  const asked = revisionOf(options.resourceVersion);
  if (typeof asked === 'object') return status.badRequest(`invalid resource version: ${asked.error}`);
  if (asked > current) return tooLarge(asked, current);
  // With a limit and no word about matching, a revision is meant exactly: clients from before `resourceVersionMatch` rely on it.
  const isExact = options.resourceVersionMatch === 'Exact' || (!options.resourceVersionMatch && options.limit > 0);
  return { revision: isExact && asked > 0 ? asked : current, start: '' };
}

function gone(options: ListOptions, { start }: Moment): Status {
  if (!options.continue) return status.expired(TOO_OLD);
  return { ...status.expired(CONTINUE_TOO_OLD), metadata: { continue: encodeStart(start, -1) } };
}

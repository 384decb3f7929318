// What the API server does with a request that is for something behind it, as steps of that request's way.

import { reply, type Status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { type Hop, type Told, told } from '#machine/hop.ts';
import type { Action, Attributes } from '../../../authz/attributes.ts';

const AT = 'apiserver';

/** @param object `Service/NAMESPACE/NAME`, or the Pod so. */
export function passedOn(object: string, endpoint: string): Hop {
  const target = object.replace('/', ' ');
  const did = `passed the request on to ${target}, at ${endpoint}`;
  return { at: AT, ...told(did, 'api-passed-on', { target, endpoint }), object, ok: true };
}

/** The answer of a proxy that passed nothing on. `why`: what is particular to it. */
export function notPassedOn(status: Status, object: string, why: Told = refusal(status)): ApiResponse {
  return { ...reply(status), via: [{ at: AT, ...why, object, ok: false }] };
}

function refusal({ message = '' }: Status): Told {
  return told(`did not pass the request on: ${message}`, 'api-refused', { message });
}

/** What leads through the API server to a Pod, a Service or a node. */
const CONNECTING = new Set(['attach', 'exec', 'portforward', 'proxy']);

export const connects = ({ subresource }: Action): boolean => CONNECTING.has(subresource);

/** The same where the user may not. */
export function notAllowed(status: Status, { user, verb, resource, subresource, namespace }: Attributes): ApiResponse {
  const what = `${resource}/${subresource}`;
  const where = namespace || '-';
  const did = `refused: user ${user.name} may not ${verb} ${what} in namespace ${where}`;
  const why = told(did, 'api-forbidden', { user: user.name, verb, resource: what, where });
  return { ...reply(status), via: [{ at: AT, ...why, ok: false }] };
}

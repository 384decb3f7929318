// The doors into the simulation that Kubernetes does not have: /portolan/v1/…

import type { ApiResponse } from '#apimachinery/wire.ts';
import { type Lab, SNAPSHOT_VERSION, type Snapshot } from '#lab/lab.ts';
import type { HttpRequest } from '#machine/http.ts';

/** Undefined: there is no such door. `raw`: the request's body. */
export async function portolanApi(
  lab: Lab,
  method: string,
  path: string,
  raw: unknown,
): Promise<ApiResponse | undefined> {
  let body: unknown;
  try {
    body = typeof raw === 'string' ? JSON.parse(raw) : {};
  } catch (error) {
    return { code: 400, body: { error: `the body is not JSON: ${(error as Error).message}` } };
  }
  const clock = (): ApiResponse => ({ code: 200, body: { now: lab.clock.timestamp(), pending: lab.clock.pending } });
  switch (`${method} ${path}`) {
    case 'POST /portolan/v1/connect':
      return { code: 200, body: await lab.connect(body) };
    case 'POST /portolan/v1/exchange': {
      // As `connect`, with all that a client may ask and see: what `portolan curl` needs.
      const { from, request, options } = body as Partial<Record<'from' | 'request' | 'options', never>>;
      if (
        typeof from !== 'string' ||
        !lab.machines.knows(from) ||
        typeof (request as HttpRequest | undefined)?.url !== 'string'
      )
        return { code: 400, body: { error: 'give `from`, a place that there is, and `request`' } };
      const { stream: _own, ...exchange } = await lab.fetch(from, request as unknown as HttpRequest, options);
      return { code: 200, body: exchange };
    }
    case 'GET /portolan/v1/clock':
      return clock();
    case 'POST /portolan/v1/clock': {
      const seconds = (body as { advanceSeconds?: unknown }).advanceSeconds;
      if (typeof seconds !== 'number' || !(seconds >= 0))
        return { code: 400, body: { error: 'advanceSeconds: give a number of seconds, 0 or more' } };
      await lab.pass(seconds * 1000);
      return clock();
    }
    case 'GET /portolan/v1/snapshot':
      return { code: 200, body: lab.snapshot() };
    case 'PUT /portolan/v1/snapshot':
      if (!isSnapshot(body))
        return { code: 400, body: { error: 'the body is not a snapshot: PUT what GET /portolan/v1/snapshot gave' } };
      lab.restore(body);
      return clock();
    default:
      return undefined;
  }
}

function isSnapshot(body: unknown): body is Snapshot {
  const { version, secret, nowMs, random, storage, machines } = (body ?? {}) as Partial<Snapshot>;
  return (
    version === SNAPSHOT_VERSION &&
    typeof secret === 'string' &&
    typeof nowMs === 'number' &&
    typeof random === 'number' &&
    typeof storage?.revision === 'number' &&
    typeof storage.objects === 'object' &&
    typeof machines?.files === 'object' &&
    typeof machines.containers === 'object'
  );
}

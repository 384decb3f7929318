// Does the world get the right answer at the challenge's address? cert-manager looks itself before it asks the authority to.
// Models pkg/issuer/acme/http/http.go of cert-manager 1.18: Check, testReachability.

import { headerOf } from '#machine/http.ts';
import type { ContainerView } from '../../../image.ts';
import { goRequestError } from '../../go-error.ts';
import { challengePath } from './solver-objects.ts';
import type { Challenge } from './types.ts';

/** Source: requiredPasses, and the wait between two. */
const PASSES = 5;
const BETWEEN_MS = 2000;
const TIMEOUT_MS = 10_000;
/** Source: net/http client.go. */
const MOST_REDIRECTS = 10;
const AGENT = 'cert-manager-challenges/v1.18.2 (linux/amd64) cert-manager/v1.18.2';

/** Undefined: it is there, and was there each time. */
export async function selfCheck({ spec }: Challenge, container: ContainerView): Promise<string | undefined> {
  const url = `http://${spec.dnsName}${challengePath(spec.token)}`;
  for (let pass = 1; ; pass++) {
    const failure = await isReachable(url, spec.key, container);
    if (failure !== undefined || pass === PASSES || container.signal.aborted) return failure;
    await container.sleep(BETWEEN_MS);
  }
}

async function isReachable(first: string, key: string, container: ContainerView): Promise<string | undefined> {
  let url = first;
  for (let redirects = 0; ; redirects++) {
    const exchange = await container.fetch(
      { method: 'GET', url, headers: [['User-Agent', AGENT]], body: '' },
      { timeoutMs: TIMEOUT_MS, insecure: true, signal: container.signal },
    );
    if (!exchange.ok)
      return `failed to perform self check GET request '${first}': ${goRequestError('GET', url, exchange)}`;
    const { status, headers, body } = exchange.response;
    const location = headerOf(headers, 'location');
    if (status >= 300 && status < 400 && location !== undefined) {
      url = new URL(location, url).toString();
      if (redirects + 1 >= MOST_REDIRECTS)
        return `failed to perform self check GET request '${first}': Get ${JSON.stringify(url)}: stopped after 10 redirects`;
      continue;
    }
    if (status !== 200) return `wrong status code '${status}', expected '200'`;
    if (body === key) return undefined;
    const shown = body.length > 24 ? `${body.slice(0, 24).trim()}... (truncated)` : body;
    return `did not get expected response when querying endpoint, expected ${JSON.stringify(key)} but got: ${shown}`;
  }
}

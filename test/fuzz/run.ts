// A part of the fuzzing: 5,000 requests to a server of its own, all of which follow from the part's number.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { isStreaming, isUpgrade } from '#apimachinery/wire.ts';
import { strategies } from '#apiserver/registry/index.ts';
import { testServer } from '#apiserver/registry/rest/verbs.testing.ts';
import { Chance } from './random.ts';
import { Requests } from './requests.ts';
import { wrong } from './wrong.ts';

const EACH = 5_000;
/** Requests until the cluster begins anew. */
const LIFE = 1_000;
/** Requests before what is left behind is counted. */
const WARM = 2 * LIFE;
/** Milliseconds. Generous: a slow machine with everything else running is no stall. */
const SLOWEST = 5_000;
/** Bytes that a part may leave behind: the watch log, and what storage remembers. */
const LEFT = 3e6;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use once what nobody holds has gone. */
function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

export function fuzz(parts: readonly number[]): void {
  test.each(parts)('part %i: every request has an answer, none is a failure of the server', runPart, 300_000);
}

async function runPart(part: number): Promise<void> {
  const { api } = testServer();
  const requests = new Requests(new Chance(1000 + part), strategies);
  const handle = (request: ApiRequest) =>
    api.handle(request, { name: 'fuzz', groups: ['system:masters', 'system:authenticated'] });
  for (const request of requests.beginning()) expect(await handle(request), request.path).toMatchObject({ code: 201 });
  const beginning = api.storage.snapshot();
  let heap = 0;
  for (let i = 0; i < EACH; i++) {
    const request = requests.next();
    const told = (what: string): string =>
      `request ${i} of part ${part}: ${what}\n${JSON.stringify(request).slice(0, 3000)}`;
    const start = performance.now();
    let mistake: string | undefined;
    try {
      const answer = await handle(request);
      if (isStreaming(answer)) answer.open({ piece() {}, end() {} })();
      else if (!isUpgrade(answer)) mistake = wrong(answer);
    } catch (error) {
      mistake = (error as Error).stack ?? String(error);
    }
    const took = performance.now() - start;
    if (took > SLOWEST) mistake = `it took ${Math.round(took)} ms`;
    if (mistake) expect.fail(told(mistake));
    if (i % LIFE === LIFE - 1) api.storage.restore(beginning);
    // Code that runs for the first time is compiled, and stays: that is not the server's hoard.
    if (i === WARM - 1) heap = heapUsed();
  }
  const left = heapUsed() - heap;
  // The server is still held here: what it hoards has been counted.
  expect(api.storage.snapshot().objects).toEqual(beginning.objects);
  expect(left, 'what a part leaves behind').toBeLessThan(LEFT);
}

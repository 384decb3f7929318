// Runs in a browser: the engine answers a call, nothing is written on a wire.

import type { Answer } from '#apimachinery/wire.ts';
import { isStreaming } from '#apimachinery/wire.ts';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { type Rates, rates } from './requests.ts';

const WRITES = 200;

export async function inPage(): Promise<Rates & { readonly watchMs: number }> {
  const lab = new Lab({ time: 'live' });
  const json = { 'content-type': 'application/json' };
  const measured = await rates(async (method, path, body, type) => {
    const headers = type ? { 'content-type': type } : json;
    const answer = await lab.handle({ method, path, headers, ...(body !== undefined && { body }) }, LEARNER);
    return answer.code;
  });
  return { ...measured, watchMs: watched(lab) };
}

/** From a write to its watch event, in milliseconds, the write itself included: a mean, since a browser's clock is coarse. */
function watched(lab: Lab): number {
  const path = '/api/v1/namespaces/kube-public/configmaps';
  const answer = lab.handle({ method: 'GET', path: `${path}?watch=true` }, LEARNER) as Answer;
  if (!isStreaming(answer)) throw new Error(`the watch was refused: ${answer.code}`);
  let heard = 0;
  const stop = answer.open({ piece: () => heard++, end: () => {} });
  // What was there already is told first.
  const before = heard;
  const start = performance.now();
  for (let i = 0; i < WRITES; i++) {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `heard-${i}` } };
    void lab.handle({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body }, LEARNER);
    if (heard !== before + i + 1) throw new Error(`write ${i} was not told before its answer`);
  }
  const ms = (performance.now() - start) / WRITES;
  stop();
  return ms;
}

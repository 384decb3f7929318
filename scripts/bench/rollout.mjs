// Rolling updates under load: how many of 900 requests are lost, ten a second, with what a Pod needs for none to be, and without.

import { bundled } from './bundled.mjs';
import { print } from './figures.ts';

export async function rollout() {
  const { preload, ROLLOUTS, rolloutUnderLoad } = await bundled('rollout');
  await preload();
  let all = 0;
  for (const [name, container] of Object.entries(ROLLOUTS)) {
    const { sent, lost } = await rolloutUnderLoad(container);
    all = sent;
    print(`rollout.lost-${name}`, lost, 'requests');
  }
  print('rollout.sent-each', all, 'requests');
}

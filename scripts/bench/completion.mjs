// How long Tab takes at the prompt, among ten thousand names: from the key to what it puts on the screen.

import { median, print } from './figures.ts';

const NAMES = 10_000;
const KEYS = 21;

export async function completion({ Lab, LaptopShell, LearnerSession }) {
  const lab = new Lab({ time: 'instant' });
  const names = Array.from({ length: NAMES }, (_, i) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `name-${i}`, namespace: 'default' },
    data: { a: '1' },
  }));
  const refused = lab.apply(names);
  if (refused) throw new Error(refused);
  let screen = '';
  const prompt = new LaptopShell(lab);
  const write = (text) => {
    screen += text;
  };
  const session = new LearnerSession(lab, prompt, { columns: 80, rows: 24, history: [], ended() {}, write });
  const tab = async (line, shown) => {
    session.key(line);
    await session.idle;
    screen = '';
    const from = performance.now();
    session.key('\t');
    await session.idle;
    const ms = performance.now() - from;
    if (!screen.includes(shown)) throw new Error(`completion of ${line} shows ${JSON.stringify(screen)}`);
    session.key('\x03');
    return ms;
  };
  for (const [name, line, shown] of [
    // Nothing can be put in, as many are left: the bell.
    ['all', 'kubectl get cm name-', '\x07'],
    ['one', 'kubectl get cm name-9998', ' '],
  ]) {
    const times = [];
    for (let i = 0; i < KEYS; i++) times.push(await tab(line, shown));
    print(`completion.${name}-of-10000-names`, median(times), 'ms');
  }
  session.hangUp();
}

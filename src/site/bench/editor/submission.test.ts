import { expect, test } from 'vitest';
import type { WouldApply } from '../../worker/protocol.ts';
import { Submission } from './submission.ts';

const WORDS = new Proxy({} as never, {
  get: (_, name: string) => (name.endsWith('Other') ? `${name} {file}` : name),
}) as ConstructorParameters<typeof Submission>[0];

/** Settled from outside. */
function deferred() {
  let settle: { resolve(): void; reject(reason: unknown): void };
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle! };
}

/** A bench whose engine answers when it is told to. */
function bench(typed = '') {
  const prompts: ReturnType<typeof deferred>[] = [];
  const said: string[] = [];
  const sent: string[] = [];
  const all = { open: 'web.yaml', would: '' as WouldApply | string | Error };
  const submission = new Submission(WORDS, {
    engine: () =>
      ({
        prompt: () => {
          const prompt = deferred();
          prompts.push(prompt);
          return prompt.promise;
        },
        promptAt: async () => ({ cwd: '/home/me', typed }),
        async wouldApply() {
          if (all.would instanceof Error) throw all.would;
          return all.would;
        },
      }) as never,
    started: async () => undefined,
    send: (_, keys) => void sent.push(keys),
    terminals: { current: 0, all: new Map([[0, 0]]), select: () => undefined },
    say: (text) => void said.push(text),
    open: () => `/home/me/${all.open}`,
  });
  const apply = async (file = 'web.yaml') => {
    const [done, before] = [submission.apply(async () => `/home/me/${file}`), prompts.length];
    await expect.poll(() => prompts.length, { interval: 1 }).toBe(before + 1);
    return { done, prompt: prompts.at(-1)! };
  };
  return Object.assign(all, { submission, said, sent, apply });
}

const refusedFile = (path: string) => ({ path, text: '', refusals: [{ text: 'no' } as never] });
const LINE = 'kubectl apply -f web.yaml\r';

test('what is said is of the file that was sent, whichever is open', async () => {
  const it = bench();
  const { done, prompt } = await it.apply();
  it.open = 'other.yaml';
  // Of the terminal's own doing.
  it.submission.judged([refusedFile('/home/me/other.yaml')], ['/home/me/other.yaml']);
  expect(it.said).toEqual(['applying']);
  it.submission.judged([refusedFile('/home/me/other.yaml')], ['/home/me']);
  prompt.resolve();
  await done;
  expect(it.said).toEqual(['applying', 'appliedOther web.yaml']);
  it.open = 'web.yaml';
  const next = await it.apply();
  it.submission.judged([refusedFile('/home/me/web.yaml')], ['/home/me/web.yaml']);
  expect(it.said.slice(2)).toEqual(['applying', 'refused']);
  next.prompt.resolve();
  await next.done;
});

test('what was interrupted has no verdict, and a later one is not of it', async () => {
  const it = bench('echo half');
  const { done, prompt } = await it.apply();
  prompt.resolve();
  await done;
  it.submission.judged([], ['/home/me/web.yaml']);
  expect(it.said).toEqual(['applying', 'noVerdict']);
  expect(it.sent).toEqual([`\x01\x0b${LINE}`, '\x1b[200~echo half\x1b[201~']);
});

test('where the engine dies, that is said, and what was typed comes back', async () => {
  const it = bench('echo half');
  const { done, prompt } = await it.apply();
  prompt.reject(new Error('closed'));
  await done;
  it.submission.judged([], ['/home/me/web.yaml']);
  expect(it.said).toEqual(['applying', 'noVerdict']);
  expect(it.sent).toEqual([`\x01\x0b${LINE}`, '\x1b[200~echo half\x1b[201~']);
  // Nothing of that in a cluster that was begun anew.
  const next = await it.apply();
  it.submission.forget();
  next.prompt.reject(new Error('closed'));
  await next.done;
  expect(it.said.slice(2)).toEqual(['applying']);
  expect(it.sent).toHaveLength(3);
});

test('a comparison that cannot be made says why', async () => {
  const it = bench();
  const path = '/home/me/web.yaml';
  const compare = () => it.submission.compare(async () => path);
  it.would = 'error: context "shop" does not exist\n';
  expect(await compare()).toBeUndefined();
  it.submission.judged([refusedFile(path)], [path]);
  await compare();
  it.would = new Error('closed');
  await compare();
  const same = { live: 'a', merged: 'a', printed: '', warned: '', refused: '' };
  for (const more of [{}, { warned: 'Warning: old' }, { warned: 'Warning: x', refused: 'strict: x' }]) {
    it.would = { ...same, ...more };
    await compare();
  }
  expect(it.said.filter((text) => text !== 'comparing')).toEqual([
    'error: context "shop" does not exist',
    'refused',
    'noAnswer',
    'same',
    'same Warning: old',
    'strict: x',
  ]);
  it.would = { ...same, merged: 'b' };
  expect(await compare()).toEqual({ path, would: it.would });
});

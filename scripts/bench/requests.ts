// The same requests, whoever carries them: over HTTP, or by a call in the page.

/** One request, to its whole answer. Resolves with the answer's code. */
export type Ask = (
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: unknown,
  type?: string,
) => number | Promise<number>;

/** What is asked for: requests a second, one after another. */
export interface Rates {
  readonly create: number;
  readonly get: number;
  readonly patch: number;
  readonly list: number;
}

const PATH = '/api/v1/namespaces/default/configmaps';
/** What a list holds. */
const OBJECTS = 1000;
const LEAST_MS = 700;

const configMap = (n: number): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: `bench-${n}`, labels: { bench: 'yes' } },
  data: { n: String(n), text: 'a line of some length, as a configuration has it\n'.repeat(8) },
});

export async function rates(ask: Ask): Promise<Rates> {
  const expect = async (code: number, answer: number | Promise<number>): Promise<void> => {
    const got = await answer;
    if (got !== code) throw new Error(`asked for ${code}, got ${got}`);
  };
  const several = async (ms: number, one: (i: number) => Promise<void>): Promise<number> => {
    const start = performance.now();
    let done = 0;
    while (performance.now() - start < ms) await one(done++);
    return (done * 1000) / (performance.now() - start);
  };
  const start = performance.now();
  for (let i = 0; i < OBJECTS; i++) await expect(201, ask('POST', PATH, configMap(i)));
  const create = (OBJECTS * 1000) / (performance.now() - start);
  const get = await several(LEAST_MS, (i) => expect(200, ask('GET', `${PATH}/bench-${i % OBJECTS}`)));
  const patch = await several(LEAST_MS, (i) =>
    expect(
      200,
      ask(
        'PATCH',
        `${PATH}/bench-${i % OBJECTS}`,
        { data: { n: String(i + OBJECTS) } },
        'application/merge-patch+json',
      ),
    ),
  );
  const list = await several(LEAST_MS, () => expect(200, ask('GET', `${PATH}?labelSelector=bench%3Dyes`)));
  return { create, get, patch, list };
}

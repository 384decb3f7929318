// Whatever Services, endpoints, Ingresses and policies there are, and wherever a client stands: a request is answered, by whom and for
// whom, or fails, exactly as a literal reading of the documentation says.

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { preload } from '#lab/preload.ts';
import { Reading } from './properties/reading.ts';
import { CLIENTS, requests, world } from './properties/traffic.ts';
import { TrafficCluster } from './properties/traffic-cluster.ts';

await preload();

/** Worlds that are tried, always the same ones unless others are asked for: PROPERTY_RUNS=500 PROPERTY_SEED=2. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 60);
const SEED = Number(process.env.PROPERTY_SEED ?? 1);
const REQUESTS = 24;

const cluster = new TrafficCluster();
afterAll(() => cluster.stop());

test('a request is answered exactly as the documentation says', async () => {
  const met = new Map<string, number>();
  let asked = 0;
  let worlds = 0;
  try {
    await fc.assert(
      fc.asyncProperty(world, requests(REQUESTS), async (plan, wanted) => {
        worlds++;
        const book = cluster.make(plan);
        const reading = new Reading(plan, book, CLIENTS);
        for (const request of wanted) {
          const said = reading.of(request);
          const got = await cluster.ask(plan, book, request);
          if (!got || !said) continue;
          const { outcome, exchange } = got;
          asked++;
          const word = outcome.split(' ')[0]!;
          met.set(word, (met.get(word) ?? 0) + 1);
          const way = exchange.trace.map(({ at, did }) => `  ${at}: ${did}`).join('\n');
          const where = `world ${worlds}, request ${asked}: ${JSON.stringify(request)} came to ${outcome}, not to one of ${[...said].join(', ')}`;
          expect(said.has(outcome), `${where}\n${way}`).toBe(true);
          // The trace tells the same.
          expect(exchange.trace.at(-1)?.ok, `${where}\n${way}`).toBe(exchange.ok);
          const server = /^200 (w\d)/.exec(outcome)?.[1];
          if (server)
            expect(
              exchange.trace.some(({ at }) => at.endsWith(`/${server}`)),
              `${server} in\n${way}`,
            ).toBe(true);
        }
      }),
      // Making a world smaller takes its time: PROPERTY_SHRINK=1.
      { numRuns: RUNS, seed: SEED, endOnFailure: process.env.PROPERTY_SHRINK === undefined },
    );
  } finally {
    const words = [...met].sort(([, a], [, b]) => b - a).map(([word, n]) => `${word} ${n}`);
    console.log(`${worlds} worlds, ${asked} requests: ${words.join(', ')}`);
  }
}, 600_000);

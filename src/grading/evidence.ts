// What a lab and its learner have to show to a check.

import type { Lab } from '#lab/lab.ts';
import type { CommandRecord, Evidence } from './check.ts';

export function evidenceOf(
  lab: Lab,
  commands: readonly CommandRecord[],
  answers: ReadonlyMap<string, string>,
): Evidence {
  return {
    fetch: (from, request, options) => lab.fetch(from, request, options),
    list: async (resource) => lab.cluster.storage.list(resource),
    commands,
    answers,
    sleep: (ms) => lab.machines.sleep(ms),
  };
}

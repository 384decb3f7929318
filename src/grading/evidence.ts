// What a lab and its learner have to show to a check.

import { isStatus } from '#apimachinery/status.ts';
import { isStreaming } from '#apimachinery/wire.ts';
import { LEARNER } from '#lab/kubeconfig.ts';
import type { Lab } from '#lab/lab.ts';
import type { CommandRecord, Evidence, Trial } from './check.ts';

export function evidenceOf(
  lab: Lab,
  commands: readonly CommandRecord[],
  answers: ReadonlyMap<string, string>,
): Evidence {
  const { network } = lab.machines;
  return {
    fetch: (from, request, options) => network.atOnce.fetch(from, request, options),
    connect: (from, host, port, options) => network.atOnce.connect(from, host, port, options),
    datagrams: (from, host, port) => network.datagrams(from, host, port),
    list: async (resource) => lab.cluster.storage.list(resource),
    addressOf: (place) => (lab.machines.knows(place) ? network.addressOf(place) : undefined),
    nowMs: () => lab.clock.now(),
    commands,
    answers,
    sleep: (ms, signal) => lab.machines.sleep(ms, signal),
    trial: async () => trialOf(lab, commands, answers),
    once: (key, work) => once(lab, key, work),
  };
}

function trialOf(lab: Lab, commands: readonly CommandRecord[], answers: ReadonlyMap<string, string>): Trial {
  const { lab: copy, stop } = lab.copy();
  // Answers of the copy must not be taken for those of the lab.
  const { trial: _, once: __, ...evidence } = evidenceOf(copy, commands, answers);
  return {
    evidence,
    async request(method, path, body) {
      const answer = await copy.handle(
        {
          method,
          path,
          ...(body !== undefined && { body, headers: { 'content-type': 'application/strategic-merge-patch+json' } }),
        },
        LEARNER,
      );
      return !isStreaming(answer) && isStatus(answer.body) && answer.code >= 400 ? answer.body.message : undefined;
    },
    nodeDown(name) {
      copy.faults = { ...copy.faults, nodesDown: [...(copy.faults.nodesDown ?? []), name] };
    },
    stop,
  };
}

/** What was found out, and when: the objects that it depends on, as they were. */
const kept = new WeakMap<Lab, Map<string, { readonly state: string; readonly found: unknown }>>();

/** Objects that change by themselves, and decide nothing. */
const RESTLESS = /^(leases|events|nodes)\b/;

function once<T>(lab: Lab, key: string, work: () => Promise<T>): Promise<T> {
  const own = kept.get(lab) ?? new Map<string, { readonly state: string; readonly found: unknown }>();
  kept.set(lab, own);
  const state = stateOf(lab);
  const before = own.get(key);
  if (before?.state === state) return before.found as Promise<T>;
  const found = work();
  own.set(key, { state, found });
  return found;
}

function stateOf(lab: Lab): string {
  const versions = Object.entries(lab.cluster.storage.snapshot().objects)
    .filter(([resource]) => !RESTLESS.test(resource))
    .map(([resource, objects]) => {
      const latest = objects.reduce((most, { metadata }) => Math.max(most, Number(metadata.resourceVersion)), 0);
      return `${resource} ${objects.length} ${latest}`;
    });
  return JSON.stringify([versions, lab.faults]);
}

// Answers what the page's panel of time asks. Fetched when somebody opens it.

import type { Node, Pod } from '#api/core/types.ts';
import { type Difference, differences } from '#lab/difference.ts';
import { RequestLog } from '#lab/request-log.ts';
import { type Jump, jump, type Step, step } from '#lab/stepping.ts';
import type { MomentsShown, PlacesShown } from '../protocol.ts';
import type { Work } from '../work.ts';

export function stepOf(work: Work): Step | undefined {
  if (work.speed !== 0) work.pace(0);
  return step(work.lab);
}

export const jumpOf = (work: Work): Promise<Jump | undefined> => jump(work.lab, () => work.speed === 0, work.soon);

export function momentsOf({ moments }: Work): MomentsShown {
  const { all, dropped } = moments;
  return { moments: all.map(({ id, line, saved }) => ({ id, line, atMs: saved.snapshot.nowMs })), dropped };
}

export function compareOf(work: Work, from: number, to: number | undefined): readonly Difference[] | undefined {
  const at = (id: number): ReturnType<Work['lab']['snapshot']> | undefined => work.moments.get(id)?.saved.snapshot;
  const [before, after] = [at(from), to === undefined ? work.lab.snapshot() : at(to)];
  return before && after && differences(before, after);
}

export const logOf = ({ lab }: Work): RequestLog => new RequestLog(lab.cluster);

export function placesOf({ lab }: Work): PlacesShown {
  const { storage } = lab.cluster;
  const running = storage.list<Pod>('pods').filter(({ status }) => status?.phase === 'Running');
  return {
    nodes: storage.list<Node>('nodes').map(({ metadata }) => metadata.name),
    pods: running.map(({ metadata: { namespace = '', name } }) => ({ namespace, name })),
  };
}

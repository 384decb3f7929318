// A container's process has ended, by itself or by force: how, and with which last words.

import type { ContainerState } from '#api/core/types.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { ContainerRecord } from '../runtime.ts';
import type { Scene } from './stage.ts';

/** Ends it, if it still runs, and returns its state. */
export function end({ deps, runtime, nowMs }: Scene, record: ContainerRecord): ContainerState {
  if (!record.state.running) return record.state;
  const { spec, exitCode = 0, containerID = '' } = record;
  const { startedAt = timestamp(nowMs) } = record.state.running;
  const message = deps.runtime.lastWords?.(runtime.uid, spec, exitCode).slice(0, roomFor(runtime.containers.size));
  deps.runtime.stop(runtime.uid, spec.name);
  record.state = {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      ...(message && { message }),
      startedAt,
      finishedAt: timestamp(nowMs),
      containerID,
    },
  };
  record.ready = false;
  record.started = false;
  return record.state;
}

/** What all containers of a Pod may say is shared evenly. Source: MaxPodTerminationMessageLogLength, normalizeStatus. */
const roomFor = (containers: number): number => Math.floor(12_288 / containers);

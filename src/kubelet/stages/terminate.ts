// The end of a Pod: its containers are stopped, and the last word goes to the API server.

import { pathOf } from '#controllers/requests.ts';
import { end } from './end.ts';
import type { Stage } from './stage.ts';
import { anyRuns, passTurn, stopAll } from './stop.ts';

/** The Pod is to go: its containers are stopped. */
export const terminate: Stage = (scene) => {
  const { runtime, pod, next } = scene;
  runtime.terminating = true;
  const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  stopAll(scene, graceMs, 'kill');
  if (!anyRuns(runtime)) next('remove', 0);
};

/** One container has ended, or is made to. */
export const kill: Stage = (scene, record) => {
  end(scene, record);
  passTurn(scene);
  if (!anyRuns(scene.runtime)) scene.next('remove', 0);
};

/** All have ended: the last status, then the object may go. */
export const remove: Stage = (scene) => {
  const { runtime, pod, deps } = scene;
  for (const record of runtime.containers.values()) if (record.state.running) end(scene, record);
  runtime.sandbox = false;
  runtime.finished = true;
  runtime.removed = true;
  scene.writeNow();
  deps.runtime.removePod?.(runtime.uid);
  const { uid } = pod.metadata;
  deps.request({
    method: 'DELETE',
    path: pathOf('pods', pod),
    body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, ...(uid && { preconditions: { uid } }) },
  });
};

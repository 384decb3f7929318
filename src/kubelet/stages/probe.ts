// Models pkg/kubelet/prober: asks containers how they are, and draws the consequences.

import type { Probe } from '#api/core/types.ts';
import type { ContainerRecord, ProbeKind, ProbeResult } from '../runtime.ts';
import type { Scene, Stage } from './stage.ts';
import { stopContainer } from './stop.ts';

const FIELD = { startup: 'startupProbe', liveness: 'livenessProbe', readiness: 'readinessProbe' } as const;
const TITLE = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' } as const;

/** A container has just started: the first round of each probe. Liveness and readiness wait for the startup probe. */
export function planProbes(scene: Scene, record: ContainerRecord): void {
  const { startupProbe, livenessProbe, readinessProbe } = record.spec;
  const plan = (kind: ProbeKind, probe: Probe | undefined): void => {
    if (!probe) return;
    record.probes[kind] = { attempts: 0, successes: 0, failures: 0 };
    scene.next('probe', (probe.initialDelaySeconds ?? 0) * 1000, { container: record.spec.name, probe: kind });
  };
  if (startupProbe && !record.started) {
    plan('startup', startupProbe);
    return;
  }
  plan('liveness', livenessProbe);
  plan('readiness', readinessProbe);
}

export const probe: Stage = (scene, record, task) => {
  const kind = task.probe!;
  const spec = record.spec[FIELD[kind]];
  if (!spec || !record.state.running || !record.probes[kind]) return;
  const { runtime, pod, deps } = scene;
  const { containerID } = record;
  const withIP = { ...pod, status: { ...pod.status, ...(runtime.ip && { podIP: runtime.ip }) } };
  const result = deps.runtime.probe(withIP, record.spec, spec);
  if (!(result instanceof Promise)) return judge(scene, record, kind, spec, result);
  void result.then((late) => {
    // Meanwhile the container may have ended and another one taken its place.
    if (record.containerID === containerID && record.state.running)
      scene.later((now) => judge(now, record, kind, spec, late));
  });
};

/** Counts a result; thresholds decide. Source: worker.doProbe. */
function judge(
  scene: Scene,
  record: ContainerRecord,
  kind: ProbeKind,
  spec: Probe,
  { ok, message }: ProbeResult,
): void {
  const { event, next, write } = scene;
  const count = record.probes[kind];
  if (!count) return;
  const { failureThreshold = 3, successThreshold = 1, periodSeconds = 10 } = spec;
  count.attempts++;
  count.successes = ok ? count.successes + 1 : 0;
  count.failures = ok ? 0 : count.failures + 1;
  if (!ok) event('Warning', 'Unhealthy', `${TITLE[kind]} probe failed: ${message ?? ''}`, record);
  // Until it has been decided once whether the container is well, somebody may be waiting for the answer.
  const endless =
    count.attempts >= Math.max(failureThreshold, successThreshold) || (ok && count.successes >= successThreshold);
  if (count.successes >= successThreshold) {
    if (kind === 'startup') {
      record.started = true;
      record.ready = !record.spec.readinessProbe;
      delete record.probes.startup;
      planProbes(scene, record);
      write();
      // A sidecar holds up what comes after it until now.
      if (record.init) next('init', 0);
      return;
    }
    if (kind === 'readiness' && !record.ready) {
      record.ready = true;
      write();
    }
  } else if (count.failures >= failureThreshold) {
    if (kind === 'readiness') {
      if (record.ready) {
        record.ready = false;
        write();
      }
    } else {
      record.probes = {};
      const message = `Container ${record.spec.name} failed ${kind} probe, will be restarted`;
      const { terminationGracePeriodSeconds = scene.pod.spec.terminationGracePeriodSeconds ?? 30 } = spec;
      stopContainer(scene, record, message, terminationGracePeriodSeconds * 1000, 'exit');
      return;
    }
  }
  const idle = kind !== 'startup' && ok && count.successes > successThreshold;
  next('probe', periodSeconds * 1000, { container: record.spec.name, probe: kind, endless, idle });
}

// Models pkg/kubelet/prober: asks containers how they are, and draws the consequences.

import type { Pod, Probe } from '#api/core/types.ts';
import type { ContainerRecord, ProbeKind, ProbeResult } from '../runtime.ts';
import type { Scene, Stage } from './stage.ts';
import { stopContainer } from './stop.ts';

const FIELD = { startup: 'startupProbe', liveness: 'livenessProbe', readiness: 'readinessProbe' } as const;
const TITLE = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' } as const;

/** A container has just started: the first round of each probe. Liveness and readiness wait for the startup probe. */
export function planProbes(scene: Scene, record: ContainerRecord): void {
  const { startupProbe, livenessProbe, readinessProbe } = record.spec;
  // Each has its delay from the container's start, a startup probe's time included. Source: worker.doProbe.
  const ranSeconds = Math.floor((scene.nowMs - Date.parse(record.state.running?.startedAt ?? '')) / 1000) || 0;
  const plan = (kind: ProbeKind, probe: Probe | undefined): void => {
    if (!probe) return;
    record.probes[kind] = { attempts: 0, successes: 0, failures: 0 };
    const waitMs = Math.max(0, (probe.initialDelaySeconds ?? 0) - ranSeconds) * 1000;
    scene.next('probe', waitMs, { container: record.spec.name, probe: kind });
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
  { ok, message = '', isUnknown = false }: ProbeResult,
): void {
  const { event, next, write } = scene;
  const count = record.probes[kind];
  if (!count) return;
  const { failureThreshold = 3, successThreshold = 1, periodSeconds = 10 } = spec;
  count.attempts++;
  if (isUnknown) {
    const text = `${TITLE[kind]} probe errored and resulted in unknown state: ${message}`;
    event('Warning', 'Unhealthy', text, record);
    const endless = count.attempts >= Math.max(failureThreshold, successThreshold);
    next('probe', periodSeconds * 1000, { container: record.spec.name, probe: kind, endless });
    return;
  }
  count.successes = ok ? count.successes + 1 : 0;
  count.failures = ok ? 0 : count.failures + 1;
  if (!ok) event('Warning', 'Unhealthy', `${TITLE[kind]} probe failed: ${message}`, record);
  else if (message) event('Warning', 'ProbeWarning', `${TITLE[kind]} probe warning: ${message}`, record);
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
      const message = killedFor(kind, record, scene.pod);
      const { terminationGracePeriodSeconds = scene.pod.spec.terminationGracePeriodSeconds ?? 30 } = spec;
      stopContainer(scene, record, message, terminationGracePeriodSeconds * 1000, 'exit');
      return;
    }
  }
  const idle = kind !== 'startup' && ok && !message && count.successes > successThreshold;
  next('probe', periodSeconds * 1000, { container: record.spec.name, probe: kind, endless, idle });
}

/** Source: kuberuntime_manager.go computePodActions, computeInitContainerActions. */
function killedFor(kind: ProbeKind, { init, spec }: ContainerRecord, pod: Pod): string {
  if (init) return `Init container ${spec.name} failed ${kind} probe`;
  const restarts = pod.spec.restartPolicy !== 'Never';
  return `Container ${spec.name} failed ${kind} probe${restarts ? ', will be restarted' : ''}`;
}

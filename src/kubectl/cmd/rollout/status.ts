// How far a rollout is. Models kubectl/pkg/polymorphichelpers/rollout_status.go.

import type { DaemonSet, Deployment, StatefulSet } from '#api/apps/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { Fail } from '../../errors.ts';

export interface Progress {
  readonly text: string;
  readonly done: boolean;
}

const waiting = (text: string): Progress => ({ text: `${text}...\n`, done: false });
const done = (text: string): Progress => ({ text: `${text}\n`, done: true });
const rolling = (kind: string, name: string, rest: string): Progress =>
  waiting(`Waiting for ${kind} ${JSON.stringify(name)} rollout to finish: ${rest}`);

function deploymentStatus(deployment: Deployment, revision: number): Progress {
  const { metadata, spec, status = {} } = deployment;
  const running = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  if (revision > 0 && revision !== running) {
    throw new Fail(`desired revision (${revision}) is different from the running revision (${running})`);
  }
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return waiting('Waiting for deployment spec update to be observed');
  if (status.conditions?.some((c) => c.type === 'Progressing' && c.reason === 'ProgressDeadlineExceeded')) {
    throw new Fail(`deployment ${JSON.stringify(metadata.name)} exceeded its progress deadline`);
  }
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status;
  const part = (rest: string): Progress => rolling('deployment', metadata.name, rest);
  if (updatedReplicas < (spec.replicas ?? 1))
    return part(`${updatedReplicas} out of ${spec.replicas ?? 1} new replicas have been updated`);
  if (replicas > updatedReplicas) return part(`${replicas - updatedReplicas} old replicas are pending termination`);
  if (availableReplicas < updatedReplicas)
    return part(`${availableReplicas} of ${updatedReplicas} updated replicas are available`);
  return done(`deployment ${JSON.stringify(metadata.name)} successfully rolled out`);
}

type Strategy = { type?: string; rollingUpdate?: { partition?: number } } | undefined;

function onlyRolling(strategy: Strategy): void {
  if (strategy?.type && strategy.type !== 'RollingUpdate') {
    throw new Fail('rollout status is only available for RollingUpdate strategy type');
  }
}

function daemonSetStatus({ metadata, spec, status = {} }: DaemonSet): Progress {
  onlyRolling(spec.updateStrategy as Strategy);
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return waiting('Waiting for daemon set spec update to be observed');
  const {
    desiredNumberScheduled: all = 0,
    updatedNumberScheduled: updated = 0,
    numberAvailable: available = 0,
  } = status;
  const part = (rest: string): Progress => rolling('daemon set', metadata.name, rest);
  if (updated < all) return part(`${updated} out of ${all} new pods have been updated`);
  if (available < all) return part(`${available} of ${all} updated pods are available`);
  return done(`daemon set ${JSON.stringify(metadata.name)} successfully rolled out`);
}

function statefulSetStatus({ metadata, spec, status = {} }: StatefulSet): Progress {
  const strategy = spec.updateStrategy as Strategy;
  onlyRolling(strategy);
  const observed = (status.observedGeneration as number | undefined) ?? 0;
  if (observed === 0 || (metadata.generation ?? 0) > observed)
    return waiting('Waiting for statefulset spec update to be observed');
  const replicas = spec.replicas ?? 1;
  const ready = status.readyReplicas ?? 0;
  if (ready < replicas) return waiting(`Waiting for ${replicas - ready} pods to be ready`);
  const updated = (status.updatedReplicas as number | undefined) ?? 0;
  const partition = strategy?.rollingUpdate?.partition;
  // The server fills in 0: only a StatefulSet without rollingUpdate goes on to the revisions.
  if (partition !== undefined) {
    if (updated < replicas - partition) {
      return waiting(
        `Waiting for partitioned roll out to finish: ${updated} out of ${replicas - partition} new pods have been updated`,
      );
    }
    return { text: `partitioned roll out complete: ${updated} new pods have been updated...\n`, done: true };
  }
  if (status.updateRevision !== status.currentRevision) {
    return waiting(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${String(status.updateRevision)}`,
    );
  }
  const current = (status.currentReplicas as number | undefined) ?? 0;
  return {
    text: `statefulset rolling update complete ${current} pods at revision ${String(status.currentRevision)}...\n`,
    done: true,
  };
}

const VIEWERS: Readonly<Record<string, (object: ApiObject, revision: number) => Progress>> = {
  Deployment: (object, revision) => deploymentStatus(object as Deployment, revision),
  DaemonSet: (object) => daemonSetStatus(object as DaemonSet),
  StatefulSet: (object) => statefulSetStatus(object as StatefulSet),
};

/** Throws Fail when the kind has no rollouts, or this one has failed. */
export function rolloutProgress(object: ApiObject, revision: number): Progress {
  const viewer = VIEWERS[object.kind];
  if (!viewer) throw new Fail(`no status viewer has been implemented for ${object.kind}`);
  return viewer(object, revision);
}

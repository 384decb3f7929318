// Models reconcileAutoscaler of pkg/controller/podautoscaler/horizontal.go: as many Pods as their use of what they asked for calls for.

import type { HorizontalPodAutoscaler, MetricStatus } from '#api/autoscaling/types.ts';
import type { Condition, Pod } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { matches, parseSelector } from '#apimachinery/labels.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { Status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller, EventRecord, SyncResult } from '../controller.ts';
import { collectionPath, putStatus } from '../requests.ts';
import { setStatusCondition } from '../status-condition.ts';
import { limit } from './limits.ts';
import { Memory } from './memory.ts';
import { type Measured, measure, type PodMetrics, type Unmeasured } from './metrics.ts';

const AUTOSCALERS = 'horizontalpodautoscalers.autoscaling';
/** Source: --horizontal-pod-autoscaler-sync-period. */
const PERIOD_MS = 15_000;

export interface AutoscalerDeps {
  /** Asks the API server: for scales, and for metrics. */
  get(path: string): ApiResponse;
  /** The plural of a kind; undefined: there is no such kind. */
  resourceFor(apiVersion: string, kind: string): { readonly resource: string } | undefined;
}

interface Scale {
  readonly path: string;
  readonly body: { readonly spec: { readonly replicas?: number }; readonly status: { readonly selector?: string } };
}

type State = NonNullable<HorizontalPodAutoscaler['status']>;

export function horizontalpodautoscaler(deps: AutoscalerDeps): Controller {
  const memories = new Map<string, Memory>();
  return {
    name: 'horizontal-pod-autoscaler',
    resources: [AUTOSCALERS],

    keysFor({ type, object }, cache) {
      if (type === 'DELETED') {
        memories.delete(object.metadata.uid ?? '');
        return [];
      }
      // Its own status is no news.
      const old = cache.previous<HorizontalPodAutoscaler>(AUTOSCALERS, keyOf(object));
      const isNews = type === 'ADDED' || !deepEqual(old?.spec, (object as HorizontalPodAutoscaler).spec);
      return isNews ? [keyOf(object)] : [];
    },

    sync(key, cache, { nowMs }) {
      const autoscaler = cache.get<HorizontalPodAutoscaler>(AUTOSCALERS, key);
      if (!autoscaler || autoscaler.metadata.deletionTimestamp) return { requests: [] };
      const round = new Round(autoscaler, cache, deps, nowMs);
      const scale = round.scale();
      const again = { requeueAfterMs: PERIOD_MS, ends: false };
      if (!scale) return { ...round.result(), ...again };
      const { uid = '' } = autoscaler.metadata;
      const memory = memories.get(uid) ?? new Memory(scale.body.spec.replicas ?? 0, nowMs);
      memories.set(uid, memory);
      return { ...round.run(scale, memory), ...again };
    },
  };
}

/** Go has no empty list there. */
const listed = (metrics: readonly (MetricStatus | null)[]): (MetricStatus | null)[] | null =>
  metrics.length > 0 ? [...metrics] : null;

/** One look at one autoscaler. */
class Round {
  readonly #autoscaler: HorizontalPodAutoscaler;
  readonly #cache: Informer;
  readonly #deps: AutoscalerDeps;
  readonly #nowMs: number;
  readonly #events: EventRecord[] = [];
  #status: State;

  constructor(autoscaler: HorizontalPodAutoscaler, cache: Informer, deps: AutoscalerDeps, nowMs: number) {
    this.#autoscaler = autoscaler;
    this.#cache = cache;
    this.#deps = deps;
    this.#nowMs = nowMs;
    this.#status = { desiredReplicas: 0, ...autoscaler.status };
  }

  #tell(type: EventRecord['type'], reason: string, message: string): void {
    this.#events.push({ object: this.#autoscaler, type, reason, message });
  }

  #say(type: string, status: Condition['status'], reason: string, message: string): void {
    const conditions = setStatusCondition(this.#status.conditions, { type, status, reason, message }, this.#nowMs);
    this.#status = { ...this.#status, conditions };
  }

  /** The target's scale; undefined: it cannot be had, and that is told. */
  scale(): Scale | undefined {
    const { metadata, spec } = this.#autoscaler;
    const { apiVersion = '', kind, name } = spec.scaleTargetRef;
    const found = this.#deps.resourceFor(apiVersion, kind);
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
    let why = `no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`;
    if (found) {
      const path = `${collectionPath(apiVersion, found.resource, metadata.namespace)}/${name}/scale`;
      const { code, body } = this.#deps.get(path);
      if (code === 200) {
        const message = "the HPA controller was able to get the target's current scale";
        this.#say('AbleToScale', 'True', 'SucceededGetScale', message);
        return { path, body: body as Scale['body'] };
      }
      why = (body as Status).message ?? '';
    }
    this.#tell('Warning', 'FailedGetScale', why);
    const message = `the HPA controller was unable to get the target's current scale: ${why}`;
    this.#say('AbleToScale', 'False', 'FailedGetScale', message);
    return undefined;
  }

  run(scale: Scale, memory: Memory): SyncResult {
    const { minReplicas: least = 1, maxReplicas: most } = this.#autoscaler.spec;
    const current = scale.body.spec.replicas ?? 0;
    if (current === 0 && least !== 0) {
      const message = 'scaling is disabled since the replica count of the target is zero';
      this.#say('ScalingActive', 'False', 'ScalingDisabled', message);
      return this.#rest(current, []);
    }
    if (current > most)
      return this.#rescale(scale, most, 'Current number of replicas above Spec.MaxReplicas', [], memory);
    if (current < least)
      return this.#rescale(scale, least, 'Current number of replicas below Spec.MinReplicas', [], memory);
    const best = this.#metrics(scale, current);
    if (!best) return this.result({ currentReplicas: current });
    const { replicas, stabilized, limited } = limit(this.#autoscaler, current, best.replicas, memory, this.#nowMs);
    this.#say('AbleToScale', 'True', ...stabilized);
    this.#say('ScalingLimited', ...limited);
    if (replicas === current) return this.#rest(current, best.statuses);
    const reason = best.replicas > current ? `${best.name} above target` : 'All metrics below target';
    return this.#rescale(scale, replicas, reason, best.statuses, memory);
  }

  /** The highest of what the metrics propose; undefined: too few of them say anything. Source: computeReplicasForMetrics. */
  #metrics(
    scale: Scale,
    current: number,
  ): { replicas: number; name: string; statuses: (MetricStatus | null)[] } | undefined {
    const { metrics = [] } = this.#autoscaler.spec;
    const { selector = '' } = scale.body.status;
    if (selector === '') {
      this.#tell('Warning', 'SelectorRequired', 'selector is required');
      const message = "the HPA target's scale is missing a selector";
      this.#say('ScalingActive', 'False', 'InvalidSelector', message);
      this.#tell('Warning', 'FailedComputeMetricsReplicas', 'selector is required');
      return undefined;
    }
    const results = metrics.map((spec) => measure(spec, this.#around(selector, current)));
    const failed = results.filter((r): r is Unmeasured => 'error' in r);
    const measured = results.filter((r): r is Measured => 'status' in r);
    for (const { reason, message } of failed) this.#tell('Warning', reason, message);
    const best = measured.reduce<Measured | undefined>((a, b) => (a && a.replicas >= b.replicas ? a : b), undefined);
    const [first] = failed;
    if (first && (!best || best.replicas < current)) {
      const why = `the HPA was unable to compute the replica count: ${first.message}`;
      this.#say('ScalingActive', 'False', first.reason, why);
      const text = `invalid metrics (${failed.length} invalid out of ${metrics.length}), first error is: ${first.error}`;
      this.#tell('Warning', 'FailedComputeMetricsReplicas', text);
      return undefined;
    }
    if (!best) return undefined;
    const message = `the HPA was able to successfully calculate a replica count from ${best.name}`;
    this.#say('ScalingActive', 'True', 'ValidMetricFound', message);
    return {
      replicas: best.replicas,
      name: best.name,
      statuses: results.map((r) => ('status' in r ? r.status : { type: '' })),
    };
  }

  #around(selector: string, currentReplicas: number): Parameters<typeof measure>[1] {
    const { namespace = '' } = this.#autoscaler.metadata;
    const requirements = parseSelector(selector);
    const pods = this.#cache
      .list<Pod>('pods', namespace)
      .filter(({ metadata }) => !('error' in requirements) && matches(requirements, metadata.labels));
    const query = `labelSelector=${encodeURIComponent(selector)}`;
    const { code, body } = this.#deps.get(`/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods?${query}`);
    const measured = code === 200 ? (body as { items: readonly PodMetrics[] }).items : [];
    return { autoscaler: this.#autoscaler, pods, measured, currentReplicas, nowMs: this.#nowMs };
  }

  #rest(current: number, currentMetrics: readonly (MetricStatus | null)[]): SyncResult {
    return this.result({ currentReplicas: current, desiredReplicas: current, currentMetrics: listed(currentMetrics) });
  }

  #rescale(
    { path, body }: Scale,
    replicas: number,
    reason: string,
    currentMetrics: readonly (MetricStatus | null)[],
    memory: Memory,
  ): SyncResult {
    const current = body.spec.replicas ?? 0;
    const before = this.#status;
    const told = [...this.#events];
    const { behavior } = this.#autoscaler.spec;
    const periods = [behavior?.scaleUp, behavior?.scaleDown].flatMap(
      (r) => r?.policies?.map((p) => p.periodSeconds) ?? [],
    );
    memory.scaled(current, replicas, Math.max(0, ...periods), this.#nowMs);
    const message = `the HPA controller was able to update the target scale to ${replicas}`;
    this.#say('AbleToScale', 'True', 'SucceededRescale', message);
    this.#tell('Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`);
    const result = this.result({
      currentReplicas: current,
      desiredReplicas: replicas,
      currentMetrics: listed(currentMetrics),
      lastScaleTime: timestamp(this.#nowMs),
    });
    const update: ApiRequest = { method: 'PUT', path, body: { ...body, spec: { ...body.spec, replicas } } };
    return {
      ...result,
      requests: [update, ...result.requests],
      refused: (done, status) => {
        if (done > 0) return { retry: false };
        this.#status = before;
        const why = status.message ?? '';
        this.#say(
          'AbleToScale',
          'False',
          'FailedUpdateScale',
          `the HPA controller was unable to update the target scale: ${why}`,
        );
        const text = `New size: ${replicas}; reason: ${reason}; error: ${why}`;
        const failed: EventRecord = {
          object: this.#autoscaler,
          type: 'Warning',
          reason: 'FailedRescale',
          message: text,
        };
        return { requests: this.result({ currentReplicas: current }).requests, events: [...told, failed] };
      },
    };
  }

  result(change: Partial<State> = {}): SyncResult {
    const status = { ...this.#status, ...change };
    const isSaid = deepEqual(this.#autoscaler.status, status);
    return { requests: isSaid ? [] : [putStatus(AUTOSCALERS, this.#autoscaler, status)], events: this.#events };
  }
}

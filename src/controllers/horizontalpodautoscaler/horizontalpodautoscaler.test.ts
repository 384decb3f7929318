import { expect, test } from 'vitest';
import type { Deployment } from '#api/apps/types.ts';
import type { HorizontalPodAutoscaler } from '#api/autoscaling/types.ts';
import type { Pod } from '#api/core/types.ts';
import { type Story, story } from '#lab/story.test-helper.ts';

const web = (replicas: number, resources: object = { requests: { cpu: '10m' } }): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'nginx:1.27', resources }] },
    },
  },
});
const hpa = (spec: object = {}): object => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 6,
    ...spec,
  },
});
const cpu = (averageUtilization: number): object => ({
  metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }],
});
const get = (s: Story): HorizontalPodAutoscaler =>
  s.get<HorizontalPodAutoscaler>('horizontalpodautoscalers.autoscaling', 'web');
const replicas = (s: Story): number | undefined => s.get<Deployment>('deployments.apps', 'web').spec.replicas;
const said = (s: Story): string[] =>
  (get(s).status?.conditions ?? []).map((c) => `${c.type}=${c.status} ${c.reason}: ${c.message}`);
const told = (s: Story): string[] => [...new Set(s.events('HorizontalPodAutoscaler'))];
/** Requests that a Pod answers, which is what makes it busy. */
async function load(s: Story, each: number): Promise<void> {
  const asked = s
    .list<Pod>('pods')
    .flatMap((pod) =>
      Array.from({ length: each }, () =>
        s.lab.fetch('node/node-1', { method: 'GET', url: `http://${pod.status.podIP}:80/`, headers: [], body: '' }),
      ),
    );
  let isOver = false;
  const over = Promise.all(asked).then(() => {
    isOver = true;
  });
  while (!isOver) {
    for (let i = 0; i < 50; i++) await Promise.resolve();
    s.lab.advance(10);
  }
  await over;
}
const able = "AbleToScale=True SucceededGetScale: the HPA controller was able to get the target's current scale";

test('what is below the least, or above the most, is put right at once', () => {
  const s = story([web(1), hpa()]);
  expect(replicas(s)).toBe(2);
  expect(told(s)).toEqual([
    'Normal SuccessfulRescale New size: 2; reason: Current number of replicas below Spec.MinReplicas',
  ]);
  expect(said(s)).toEqual([
    'AbleToScale=True SucceededRescale: the HPA controller was able to update the target scale to 2',
  ]);
  expect(get(s).status).toMatchObject({ currentReplicas: 1, desiredReplicas: 2, lastScaleTime: expect.any(String) });
  const many = story([web(8), hpa()]);
  expect(replicas(many)).toBe(6);
});

test('young Pods are not judged; idle ones need no more; busy ones do, and the way down is slow', async () => {
  const s = story([web(2), hpa({ ...cpu(50) })], { time: 'live' });
  s.lab.advance(20_000);
  const unready = 'unable to get metrics for resource cpu: no metrics returned from resource metrics API';
  expect(told(s)).toContain(`Warning FailedGetResourceMetric failed to get cpu utilization: ${unready}`);
  expect(told(s)).toContain(
    `Warning FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: ${unready}`,
  );
  expect(said(s)).toContain(
    `ScalingActive=False FailedGetResourceMetric: the HPA was unable to compute the replica count: failed to get cpu utilization: ${unready}`,
  );
  s.lab.advance(60_000);
  expect(said(s)).toEqual([
    'AbleToScale=True ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation',
    'ScalingActive=True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
    'ScalingLimited=False DesiredWithinRange: the desired count is within the acceptable range',
  ]);
  expect(get(s).status!.currentMetrics).toEqual([
    {
      type: 'Resource',
      resource: { name: 'cpu', current: { averageUtilization: expect.any(Number), averageValue: '1m' } },
    },
  ]);
  await load(s, 120);
  s.lab.advance(16_000);
  expect(replicas(s)).toBe(4);
  expect(told(s)).toContain(
    'Normal SuccessfulRescale New size: 4; reason: cpu resource utilization (percentage of request) above target',
  );
  // A minute later nothing is asked any more; for five minutes the highest recommendation counts.
  s.lab.advance(180_000);
  expect(replicas(s)).toBeGreaterThanOrEqual(4);
  expect(said(s)[0]).toBe(
    'AbleToScale=True ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation',
  );
  s.lab.advance(300_000);
  expect(replicas(s)).toBe(2);
  expect(told(s)).toContain('Normal SuccessfulRescale New size: 2; reason: All metrics below target');
});

test('rules of its own say how fast', async () => {
  const behavior = {
    scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
    scaleDown: { stabilizationWindowSeconds: 0 },
  };
  const s = story([web(2), hpa({ ...cpu(50), behavior })], { time: 'live' });
  s.lab.advance(60_000);
  expect(get(s).spec.behavior).toEqual({
    scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: behavior.scaleUp.policies },
    scaleDown: {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Max',
      policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
    },
  });
  await load(s, 120);
  s.lab.advance(16_000);
  expect(replicas(s)).toBe(3);
  expect(said(s)).toContain(
    'ScalingLimited=True ScaleUpLimit: the desired replica count is increasing faster than the maximum scale rate',
  );
  s.lab.advance(90_000);
  expect(replicas(s)).toBe(2);
});

test.each([
  ['the target is not there', [], {}, 'Warning FailedGetScale deployments/scale.apps "web" not found'],
  [
    'the target is of no kind',
    [],
    { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Web', name: 'web' } },
    'Warning FailedGetScale no matches for kind "Web" in group "apps"',
  ],
  [
    'the metric is nowhere',
    [web(2)],
    {
      metrics: [
        { type: 'Pods', pods: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '10' } } },
      ],
    },
    'Warning FailedGetPodsMetric unable to get metric queue: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
  ],
])('says why nothing is scaled: %s', (_title, objects, spec, event) => {
  const s = story([...objects, hpa(spec)]);
  expect(told(s)[0]).toBe(event);
});

test('a Pod that asks for nothing has no share that it could use', () => {
  const s = story([web(2, {}), hpa()]);
  s.lab.advance(60_000);
  expect(told(s).at(-2)).toMatch(
    /^Warning FailedGetResourceMetric failed to get cpu utilization: missing request for cpu in container c of Pod web-/,
  );
  const value = story([
    web(2, {}),
    hpa({
      metrics: [
        { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } },
      ],
    }),
  ]);
  value.lab.advance(60_000);
  expect(said(value)[1]).toBe(
    'ScalingActive=True ValidMetricFound: the HPA was able to successfully calculate a replica count from memory resource',
  );
});

test('a target that is scaled to nothing is left alone', () => {
  const s = story([web(0), hpa()]);
  expect(said(s)).toEqual([
    able,
    'ScalingActive=False ScalingDisabled: scaling is disabled since the replica count of the target is zero',
  ]);
  expect(replicas(s)).toBe(0);
});

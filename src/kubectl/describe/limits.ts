// Models describe.go's describers of what limits Pods: quotas, ranges, budgets, priorities; and of what scales them.

import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus, ScalingRules } from '#api/autoscaling/types.ts';
import type { LimitRange, ResourceQuota } from '#api/core/policy-types.ts';
import type { PodDisruptionBudget } from '#api/policy/types.ts';
import type { PriorityClass } from '#api/scheduling/types.ts';
import { selectorText } from '#apimachinery/labels.ts';
import { writeScopes } from './config.ts';
import type { Describer, WithEvents } from './describer.ts';
import { gatherEvents, writeEvents } from './events.ts';
import { formatLabels, rfc1123, sorted, writeAnnotations, writeLabels, writeName } from './metadata.ts';
import { Page } from './tabwriter.ts';

export const resourceQuota: Describer<ResourceQuota, null> = {
  gather: async () => null,
  text(object) {
    const { spec, status } = object;
    const page = new Page();
    writeName(page, object);
    const scopes = [...(spec.scopes ?? [])].sort();
    if (scopes.length > 0) {
      page.line(0, 'Scopes:', scopes.join(', '));
      writeScopes(page, 0, ' * ', scopes);
    }
    page.line(0, 'Resource', 'Used', 'Hard');
    page.line(0, '--------', '----', '----');
    for (const name of sorted(status?.hard)) page.line(0, name, status.used?.[name] ?? '0', status.hard?.[name] ?? '');
    return page.toString();
  },
};

export const limitRange: Describer<LimitRange, null> = {
  gather: async () => null,
  text(object) {
    const page = new Page();
    writeName(page, object);
    page.line(0, 'Type', 'Resource', 'Min', 'Max', 'Default Request', 'Default Limit', 'Max Limit/Request Ratio');
    page.line(0, '----', '--------', '---', '---', '---------------', '-------------', '-----------------------');
    for (const item of object.spec.limits ?? []) {
      const columns = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio];
      const names = new Set(
        [item.max, item.min, item.default, item.defaultRequest, item.maxLimitRequestRatio].flatMap(sorted),
      );
      for (const name of names) page.line(0, item.type, name, ...columns.map((column) => column?.[name] ?? '-'));
    }
    return page.toString();
  },
};

export const disruptionBudget: Describer<PodDisruptionBudget, WithEvents> = {
  gather: gatherEvents,
  text(object, { events }, nowMs) {
    const { spec, status } = object;
    const page = new Page();
    writeName(page, object);
    if (spec.minAvailable !== undefined) page.line(0, 'Min available:', spec.minAvailable);
    else if (spec.maxUnavailable !== undefined) page.line(0, 'Max unavailable:', spec.maxUnavailable);
    page.line(0, 'Selector:', spec.selector ? selectorText(spec.selector) : '<unset>');
    page.line(0, 'Status:');
    page.line(2, 'Allowed disruptions:', status.disruptionsAllowed ?? 0);
    page.line(2, 'Current:', status.currentHealthy ?? 0);
    page.line(2, 'Desired:', status.desiredHealthy ?? 0);
    page.line(2, 'Total:', status.expectedPods ?? 0);
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

export const priorityClass: Describer<PriorityClass, WithEvents> = {
  gather: gatherEvents,
  text({ metadata, value, globalDefault, preemptionPolicy, description }, { events }, nowMs) {
    const page = new Page();
    page.line(0, 'Name:', metadata.name);
    page.line(0, 'Value:', value ?? 0);
    page.line(0, 'GlobalDefault:', globalDefault ?? false);
    page.line(0, 'PreemptionPolicy:', preemptionPolicy ?? '');
    page.line(0, 'Description:', description ?? '');
    page.line(0, 'Annotations:', formatLabels(metadata.annotations));
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

/** `resource cpu on pods  (as a percentage of request):  5% (10m) / 80%` */
function writeMetric(page: Page, metric: MetricSpec, now: MetricStatus | null | undefined): void {
  const { external, pods, object } = metric;
  const unknown = '<unknown>';
  if (external) {
    const average = external.target.averageValue !== undefined;
    const field = average ? 'averageValue' : 'value';
    const what = `${JSON.stringify(external.metric.name)} (target ${average ? 'average ' : ''}value):`;
    page.line(1, what, `${now?.external?.current[field] ?? unknown} / ${external.target[field]}`);
  } else if (pods) {
    const name = JSON.stringify(pods.metric.name);
    page.line(1, `${name} on pods:`, `${now?.pods?.current.averageValue ?? unknown} / ${pods.target.averageValue}`);
  } else if (object) {
    const { describedObject: on, target } = object;
    const average = target.type === 'AverageValue';
    const field = average ? 'averageValue' : 'value';
    const what = `"${object.metric.name}" on ${on.kind}/${on.name} (target ${average ? 'average ' : ''}value):`;
    page.line(1, what, `${now?.object?.current[field] ?? unknown} / ${target[field]}`);
  } else {
    const source = metric.resource ?? metric.containerResource;
    if (!source) {
      page.line(1, `<unknown metric type ${JSON.stringify(metric.type)}>`);
      return;
    }
    const current = (metric.resource ? now?.resource : now?.containerResource)?.current;
    const of = metric.containerResource ? ` of container "${metric.containerResource.container}"` : '';
    const head = `resource ${source.name}${of} on pods`;
    const { averageValue, averageUtilization } = source.target;
    if (averageValue !== undefined) page.line(1, `${head}:`, `${current?.averageValue ?? unknown} / ${averageValue}`);
    else {
      const used =
        current?.averageUtilization === undefined
          ? unknown
          : `${current.averageUtilization}% (${current.averageValue})`;
      const target = averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`;
      page.line(1, `${head}  (as a percentage of request):`, `${used} / ${target}`);
    }
  }
}

function writeDirection(page: Page, direction: string, rules: ScalingRules | undefined): void {
  if (!rules) return;
  page.line(1, `${direction}:`);
  if (rules.stabilizationWindowSeconds !== undefined)
    page.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`);
  if (!rules.policies?.length) return;
  page.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`);
  page.line(2, 'Policies:');
  for (const { type, value, periodSeconds } of rules.policies)
    page.line(3, `- Type: ${type}`, `Value: ${value}`, `Period: ${periodSeconds} seconds`);
}

export const autoscaler: Describer<HorizontalPodAutoscaler, WithEvents> = {
  gather: gatherEvents,
  text(object, { events }, nowMs) {
    const { metadata, spec, status } = object;
    const page = new Page();
    writeName(page, object);
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    page.line(0, 'CreationTimestamp:', rfc1123(metadata.creationTimestamp));
    page.line(0, 'Reference:', `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`);
    page.line(0, 'Metrics:', '( current / target )');
    for (const [at, metric] of (spec.metrics ?? []).entries()) writeMetric(page, metric, status?.currentMetrics?.[at]);
    page.line(0, 'Min replicas:', spec.minReplicas ?? '<unset>');
    page.line(0, 'Max replicas:', spec.maxReplicas);
    if (spec.behavior) {
      page.line(0, 'Behavior:');
      writeDirection(page, 'Scale Up', spec.behavior.scaleUp);
      writeDirection(page, 'Scale Down', spec.behavior.scaleDown);
    }
    page.line(
      0,
      `${spec.scaleTargetRef.kind} pods:`,
      `${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`,
    );
    const conditions = status?.conditions ?? [];
    if (conditions.length > 0) {
      page.line(0, 'Conditions:');
      page.line(1, 'Type', 'Status', 'Reason', 'Message');
      page.line(1, '----', '------', '------', '-------');
      for (const c of conditions) page.line(1, c.type, c.status, c.reason ?? '', c.message ?? '');
    }
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

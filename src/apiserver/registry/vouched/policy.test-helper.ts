// Autoscalers: what validation asks of them.

import type { Default, Refusal } from './row.test-helper.ts';

type Body = Refusal['object'];

const REF = { kind: 'Deployment', name: 'd', apiVersion: 'apps/v1' };
const autoscaler = (spec: object): Body => ({ spec: { scaleTargetRef: REF, maxReplicas: 3, ...spec } });
const metric = (given: object): Body => autoscaler({ metrics: [given] });
const resource = (target: object): Body => metric({ type: 'Resource', resource: { name: 'cpu', target } });
const scaleUp = (rules: object): Body => autoscaler({ behavior: { scaleUp: rules } });
const policy = (given: object): Body => scaleUp({ policies: [{ type: 'Pods', value: 1, periodSeconds: 1, ...given }] });
const M = 'spec.metrics[0]';
const B = 'spec.behavior.scaleUp';

const AUTOSCALERS: readonly (readonly [Body, string, string])[] = [
  [
    autoscaler({ minReplicas: 0 }),
    '[spec.minReplicas: Invalid value: 0: must be greater than or equal to 1, spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas]',
    'validateMetrics',
  ],
  [
    autoscaler({ minReplicas: 4 }),
    'spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`',
    'validateHorizontalPodAutoscalerSpec',
  ],
  [
    { spec: {} },
    '[spec.maxReplicas: Invalid value: 0: must be greater than 0, spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`, spec.scaleTargetRef.kind: Required value, spec.scaleTargetRef.name: Required value]',
    'validateHorizontalPodAutoscalerSpec',
  ],
  [
    autoscaler({ scaleTargetRef: { kind: 'a/b', name: '..' } }),
    '[spec.scaleTargetRef.kind: Invalid value: "a/b": may not contain \'/\', spec.scaleTargetRef.name: Invalid value: "..": may not be \'..\']',
    'ValidateCrossVersionObjectReference',
  ],
  [
    metric({ type: 'Foo' }),
    `${M}.type: Unsupported value: "Foo": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"`,
    'validateMetricSpec',
  ],
  [
    metric({ type: 'Resource' }),
    `${M}.resource: Required value: must populate information for the given metric source`,
    'validateMetricSpec',
  ],
  [
    metric({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 1 } },
      pods: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: '1' } },
    }),
    `${M}.pods: Forbidden: must populate the given metric source only`,
    'validateMetricSpec',
  ],
  [
    resource({ type: 'Utilization' }),
    `${M}.resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization`,
    'validateResourceSource',
  ],
  [
    resource({ type: 'Utilization', averageUtilization: 1, averageValue: '1' }),
    `${M}.resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization`,
    'validateResourceSource',
  ],
  [
    resource({ type: 'Percent', averageUtilization: 0 }),
    `[${M}.resource.target.type: Invalid value: "Percent": must be either Utilization, Value, or AverageValue, ${M}.resource.target.averageUtilization: Invalid value: 0: must be greater than 0]`,
    'validateMetricTarget',
  ],
  [
    resource({ type: 'AverageValue', averageValue: '-1' }),
    `${M}.resource.target.averageValue: Invalid value: "-1": must be positive`,
    'validateMetricTarget',
  ],
  [
    metric({ type: 'Pods', pods: { metric: {}, target: {} } }),
    `[${M}.pods.metric.name: Required value: must specify a metric name, ${M}.pods.target.type: Required value: must specify a metric target type, ${M}.pods.target.type: Invalid value: "": must be either Utilization, Value, or AverageValue, ${M}.pods.target.averageValue: Required value: must specify a positive target averageValue]`,
    'validatePodsSource',
  ],
  [
    metric({
      type: 'ContainerResource',
      containerResource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 1 } },
    }),
    `${M}.containerResource.container: Required value: must specify a container`,
    'validateContainerResourceSource',
  ],
  [
    scaleUp({ stabilizationWindowSeconds: 3601, selectPolicy: 'Avg' }),
    `[${B}.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600, ${B}.selectPolicy: Unsupported value: "Avg": supported values: "Disabled", "Max", "Min"]`,
    'validateScalingRules',
  ],
  [
    policy({ type: 'Foo', value: 0, periodSeconds: 1801 }),
    `[${B}.policies[0].type: Unsupported value: "Foo": supported values: "Percent", "Pods", ${B}.policies[0].value: Invalid value: 0: must be greater than zero, ${B}.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800]`,
    'validateScalingPolicy',
  ],
];

export const POLICY_REFUSALS: readonly Refusal[] = AUTOSCALERS.map(([object, says, by]) => ({
  resource: 'horizontalpodautoscalers.autoscaling',
  object,
  says,
  vouches: `pkg/apis/autoscaling/validation ${by}, read at about v1.30`,
}));

export const POLICY_DEFAULTS: readonly Default[] = [
  {
    resource: 'horizontalpodautoscalers.autoscaling',
    object: autoscaler({}),
    becomes: {
      spec: {
        minReplicas: 1,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
        ],
      },
      status: { currentMetrics: null, desiredReplicas: 0 },
    },
    vouches: 'pkg/apis/autoscaling/v2 SetDefaults_HorizontalPodAutoscaler',
  },
];

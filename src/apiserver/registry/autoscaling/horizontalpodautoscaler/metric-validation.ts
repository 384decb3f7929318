// Models validateMetrics and what it asks, of pkg/apis/autoscaling/validation/validation.go.

import type { MetricIdentifier, MetricSpec, MetricTarget } from '#api/autoscaling/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { parseQuantity } from '#apimachinery/quantity.ts';
import { isDns1123Label, isPathSegmentName } from '#apimachinery/validation.ts';
import { validateContainerResourceName } from '../../core/resources.ts';
import { validateKindAndName } from '../../rest/references.ts';

const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const TARGETS = ['Utilization', 'Value', 'AverageValue'];
/** In the order in which they are looked at. */
const SOURCES = ['object', 'external', 'pods', 'resource', 'containerResource'] as const;

type Source = (typeof SOURCES)[number];

/** A target may be missing altogether: it is a struct, and judged as an empty one. */
function validateTarget(target: MetricTarget | undefined, at: string): FieldError[] {
  const { type, value, averageValue, averageUtilization } = target ?? {};
  const errors: FieldError[] = [];
  if (!type) errors.push(field.required(`${at}.type`, 'must specify a metric target type'));
  if (!TARGETS.includes(type ?? '')) {
    errors.push(field.invalid(`${at}.type`, type ?? '', 'must be either Utilization, Value, or AverageValue'));
  }
  for (const [name, amount] of [
    ['value', value],
    ['averageValue', averageValue],
  ] as const) {
    if (amount !== undefined && (parseQuantity(amount) ?? 1) <= 0)
      errors.push(field.invalid(`${at}.${name}`, amount, 'must be positive'));
  }
  if (averageUtilization !== undefined && averageUtilization < 1) {
    errors.push(field.invalid(`${at}.averageUtilization`, averageUtilization, 'must be greater than 0'));
  }
  return errors;
}

const validateIdentifier = (metric: MetricIdentifier | undefined, at: string): FieldError[] =>
  metric?.name
    ? invalids(`${at}.name`, metric.name, isPathSegmentName(metric.name))
    : [field.required(`${at}.name`, 'must specify a metric name')];

/** Of a resource: a share or an amount, and only one of them. */
function validateShare(target: MetricTarget | undefined, at: string): FieldError[] {
  const { averageUtilization: share, averageValue: amount } = target ?? {};
  const errors = validateTarget(target, at);
  if (share === undefined && amount === undefined) {
    errors.push(
      field.required(`${at}.averageUtilization`, 'must set either a target raw value or a target utilization'),
    );
  }
  if (share !== undefined && amount !== undefined) {
    errors.push(field.forbidden(`${at}.averageValue`, 'may not set both a target raw value and a target utilization'));
  }
  return errors;
}

const CHECKS: Readonly<Record<Source, (spec: MetricSpec, at: string) => FieldError[]>> = {
  object({ object }, at) {
    const errors = [
      ...validateKindAndName(object!.describedObject, `${at}.describedObject`),
      ...validateIdentifier(object!.metric, `${at}.metric`),
      ...validateTarget(object!.target, `${at}.target`),
    ];
    if (object!.target?.value === undefined && object!.target?.averageValue === undefined)
      errors.push(field.required(`${at}.target.averageValue`, 'must set either a target value or averageValue'));
    return errors;
  },
  external({ external }, at) {
    const { value, averageValue } = external!.target ?? {};
    const errors = [
      ...validateIdentifier(external!.metric, `${at}.metric`),
      ...validateTarget(external!.target, `${at}.target`),
    ];
    if (value === undefined && averageValue === undefined) {
      const detail = 'must set either a target value for metric or a per-pod target';
      errors.push(field.required(`${at}.target.averageValue`, detail));
    }
    if (value !== undefined && averageValue !== undefined) {
      const detail = 'may not set both a target value for metric and a per-pod target';
      errors.push(field.forbidden(`${at}.target.value`, detail));
    }
    return errors;
  },
  pods({ pods }, at) {
    const errors = [
      ...validateIdentifier(pods!.metric, `${at}.metric`),
      ...validateTarget(pods!.target, `${at}.target`),
    ];
    if (pods!.target?.averageValue === undefined)
      errors.push(field.required(`${at}.target.averageValue`, 'must specify a positive target averageValue'));
    return errors;
  },
  resource: ({ resource }, at) => [
    ...(resource!.name ? [] : [field.required(`${at}.name`, 'must specify a resource name')]),
    ...validateShare(resource!.target, `${at}.target`),
  ],
  containerResource({ containerResource }, at) {
    const { name, container, target } = containerResource!;
    return [
      ...(name
        ? validateContainerResourceName(name, `${at}.name`)
        : [field.required(`${at}.name`, 'must specify a resource name')]),
      ...(container
        ? invalids(`${at}.container`, container, isDns1123Label(container))
        : [field.required(`${at}.container`, 'must specify a container')]),
      ...validateShare(target, `${at}.target`),
    ];
  },
};

export function validateMetric(spec: MetricSpec, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const type = spec.type ?? '';
  if (type === '') errors.push(field.required(`${at}.type`, 'must specify a metric source type'));
  if (!TYPES.includes(type)) errors.push(field.notSupported(`${at}.type`, type, TYPES));
  const present = SOURCES.filter((source) => spec[source]);
  if (present[0]) errors.push(...CHECKS[present[0]](spec, `${at}.${present[0]}`));
  const expected = SOURCES.find((source) => source === type.charAt(0).toLowerCase() + type.slice(1));
  if (expected && !spec[expected]) {
    errors.push(field.required(`${at}.${expected}`, 'must populate information for the given metric source'));
  }
  if (present.length === 1) return errors;
  const others = present.filter((source) => source !== expected);
  return [
    ...errors,
    ...others.map((source) => field.forbidden(`${at}.${source}`, 'must populate the given metric source only')),
  ];
}

// Models minConstraint, maxConstraint and limitRequestRatioConstraint of plugin/pkg/admission/limitranger.

import type { LimitRange, LimitRangeItem, ResourceList } from '#api/core/policy-types.ts';
import type { PersistentVolumeClaim } from '#api/core/volume-types.ts';
import { compareQuantities, parseQuantity } from '#apimachinery/quantity.ts';

/** Sorted by resource, since Go's map has no order that could be kept. */
const entries = (list: ResourceList | undefined): [string, string][] =>
  Object.entries(list ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

function tooLittle(type: string, name: string, min: string, request?: string, limit?: string): string | undefined {
  const head = `minimum ${name} usage per ${type} is ${min}`;
  if (request === undefined) return `${head}.  No request is specified`;
  if (compareQuantities(request, min) < 0) return `${head}, but request is ${request}`;
  if (limit !== undefined && compareQuantities(limit, min) < 0) return `${head}, but limit is ${limit}`;
  return undefined;
}

function tooMuch(type: string, name: string, max: string, request?: string, limit?: string): string | undefined {
  const head = `maximum ${name} usage per ${type} is ${max}`;
  if (limit === undefined) return `${head}.  No limit is specified`;
  if (compareQuantities(limit, max) > 0) return `${head}, but limit is ${limit}`;
  if (request !== undefined && compareQuantities(request, max) > 0) return `${head}, but request is ${request}`;
  return undefined;
}

function tooFarApart(type: string, name: string, ratio: string, request?: string, limit?: string): string | undefined {
  const head = `${name} max limit to request ratio per ${type} is ${ratio}`;
  const [asked, most] = [parseQuantity(request ?? '0') ?? 0, parseQuantity(limit ?? '0') ?? 0];
  if (asked === 0) return `${head}, but no request is specified or request is 0`;
  if (most === 0) return `${head}, but no limit is specified or limit is 0`;
  const observed = most / asked;
  return observed > (parseQuantity(ratio) ?? 0) ? `${head}, but provided ratio is ${observed.toFixed(6)}` : undefined;
}

/** What is wrong with the resources of one container, or of a whole Pod. */
export function problems(item: LimitRangeItem, requests: ResourceList, limits: ResourceList): string[] {
  const check = (list: ResourceList | undefined, rule: typeof tooLittle): (string | undefined)[] =>
    entries(list).map(([name, bound]) => rule(item.type, name, bound, requests[name], limits[name]));
  return [
    ...check(item.min, tooLittle),
    ...check(item.max, tooMuch),
    ...check(item.maxLimitRequestRatio, tooFarApart),
  ].filter((text) => text !== undefined);
}

/** Of a claim only the request counts. Source: PersistentVolumeClaimValidateLimitFunc. */
export function claimProblems({ spec }: PersistentVolumeClaim, range: LimitRange): string[] {
  const requests = spec.resources?.requests ?? {};
  return (range.spec.limits ?? [])
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap(({ type, min, max }) => [
      ...entries(min).map(([name, bound]) => tooLittle(type, name, bound, requests[name])),
      ...entries(max).map(([name, bound]) => {
        const head = `maximum ${name} usage per ${type} is ${bound}`;
        const asked = requests[name];
        if (asked === undefined) return `${head}.  No request is specified`;
        return compareQuantities(asked, bound) > 0 ? `${head}, but request is ${asked}` : undefined;
      }),
    ])
    .filter((text) => text !== undefined);
}

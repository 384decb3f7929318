// What of a route this implementation does not take. Models internal/controller/nginx/config/validation of v2.1.

import type { GRPCRouteMatch, HTTPRouteMatch, RouteRule } from '#api/gateway/types.ts';
import type { Route } from './attach.ts';
import { type Said, said } from './conditions.ts';

/** Why a rule is left out; undefined: it is not. Paths, headers and parameters by regular expression came with later versions. */
function unsupported(
  rule: RouteRule<HTTPRouteMatch & GRPCRouteMatch>,
  kind: Route['kind'],
  at: string,
): string | undefined {
  const regular = (path: string, supported: string): string =>
    `${path}: Unsupported value: "RegularExpression": supported values: ${supported}`;
  for (const [i, match] of (rule.matches ?? []).entries()) {
    const here = `${at}.matches[${i}]`;
    if (match.path?.type === 'RegularExpression') return regular(`${here}.path.type`, '"Exact", "PathPrefix"');
    if (kind === 'GRPCRoute' && (match.method as { type?: string } | undefined)?.type === 'RegularExpression')
      return regular(`${here}.method.type`, '"Exact"');
    const header = (match.headers ?? []).findIndex(({ type }) => type === 'RegularExpression');
    if (header >= 0) return regular(`${here}.headers[${header}].type`, '"Exact"');
    const query = (match.queryParams ?? []).findIndex(({ type }) => type === 'RegularExpression');
    if (query >= 0) return regular(`${here}.queryParams[${query}].type`, '"Exact"');
  }
  const backend = (rule.backendRefs ?? []).findIndex(({ filters = [] }) => filters.length > 0);
  if (backend >= 0) return `${at}.backendRefs[${backend}].filters: Too many: 1: must have at most 0 items`;
  const extension = (rule.filters ?? []).findIndex(({ type }) => type === 'ExtensionRef');
  if (extension >= 0)
    return `${at}.filters[${extension}].extensionRef: Portolan does not simulate filters of NGINX Gateway Fabric's own`;
  return undefined;
}

/** The rules that are left out, by their place, and what the route's status says of that. */
export function validateRoute({ kind, route }: Route): {
  readonly dropped: ReadonlySet<number>;
  readonly conditions: readonly Said[];
} {
  const rules = (route.spec.rules ?? []) as readonly RouteRule<HTTPRouteMatch & GRPCRouteMatch>[];
  const faults = rules.map((rule, i) => unsupported(rule, kind, `spec.rules[${i}]`));
  const dropped = new Set(faults.flatMap((fault, i) => (fault === undefined ? [] : [i])));
  if (dropped.size === 0) return { dropped, conditions: [] };
  const text = faults.filter((fault) => fault !== undefined).join(', ');
  if (dropped.size === rules.length)
    return { dropped, conditions: [said('Accepted', 'False', 'UnsupportedValue', `All rules are invalid: ${text}`)] };
  return {
    dropped,
    conditions: [
      said('PartiallyInvalid', 'True', 'UnsupportedValue', `Dropped Rule(s): Some rules are invalid: ${text}`),
    ],
  };
}

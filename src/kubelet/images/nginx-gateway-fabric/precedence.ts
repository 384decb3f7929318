// Which of several matches gets a request. Source: Gateway API, HTTPRouteSpec.hostnames and HTTPRouteRule.matches.

import type { HTTPRouteMatch } from '#api/gateway/types.ts';
import { compareHostnames } from './hostnames.ts';

/** One match of one rule of one route, at one hostname. */
export interface Ranked {
  /** Undefined: any. */
  readonly hostname: string | undefined;
  readonly match: HTTPRouteMatch;
  /** `namespace/name` of the route. */
  readonly route: string;
  /** The route's creationTimestamp. */
  readonly created: string;
  /** The rule's place in its route. */
  readonly rule: number;
}

const isExact = ({ path }: HTTPRouteMatch): number => (path?.type === 'Exact' ? 1 : 0);
/** A trailing slash of a prefix does not count. */
const prefixLength = ({ path }: HTTPRouteMatch): number =>
  path?.type === 'Exact' ? 0 : (path?.value ?? '/').replace(/(?<=.)\/$/, '').length;

/** For sorting: the one that wins first. */
export function byPrecedence(a: Ranked, b: Ranked): number {
  return (
    compareHostnames(a.hostname, b.hostname) ||
    isExact(b.match) - isExact(a.match) ||
    prefixLength(b.match) - prefixLength(a.match) ||
    Number(b.match.method !== undefined) - Number(a.match.method !== undefined) ||
    (b.match.headers?.length ?? 0) - (a.match.headers?.length ?? 0) ||
    (b.match.queryParams?.length ?? 0) - (a.match.queryParams?.length ?? 0) ||
    compareText(a.created, b.created) ||
    compareText(a.route, b.route) ||
    a.rule - b.rule
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

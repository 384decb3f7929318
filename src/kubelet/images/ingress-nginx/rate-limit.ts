// Requests above a rate are refused, those of a burst pass at once. Models nginx's ngx_http_limit_req_module with `nodelay`.

import { inRanges } from '../client-address.ts';
import type { LocationOptions } from './annotations.ts';

interface Bucket {
  /** Requests above the rate. */
  excess: number;
  lastMs: number;
}

export class RateLimits {
  readonly #buckets = new Map<string, Bucket>();

  /** May a request of this client pass now? `ingress`: the limits of one Ingress are counted together. */
  passes(ingress: string, { limits, limitAllowlist }: LocationOptions, ip: string, nowMs: number): boolean {
    if (limits.length === 0 || inRanges(ip, limitAllowlist)) return true;
    const counted: [Bucket, number][] = [];
    for (const { name, perSecond, burst } of limits) {
      const key = `${ingress} ${name} ${ip}`;
      const bucket = this.#buckets.get(key);
      if (!bucket) {
        this.#buckets.set(key, { excess: 0, lastMs: nowMs });
        continue;
      }
      const excess = Math.max(0, bucket.excess - (perSecond * (nowMs - bucket.lastMs)) / 1000 + 1);
      if (excess > burst) return false;
      counted.push([bucket, excess]);
    }
    for (const [bucket, excess] of counted) Object.assign(bucket, { excess, lastMs: nowMs });
    return true;
  }
}

// What containers use, for metrics.k8s.io. Differs: nothing is measured; CPU and memory follow from the image, and from how many
// requests were answered in the last minute.

import type { Container, Pod } from '#api/core/types.ts';
import { parseQuantity } from '#apimachinery/quantity.ts';
import type { ContainerUsage } from '#apiserver/registry/rest/strategy.ts';
import type { HttpHandler } from '#machine/program.ts';
import type { TcpHandler } from '#machine/stream.ts';

/** How long a container has to run before it is measured the first time. Source: metrics-server --metric-resolution. */
const FIRST_MS = 15_000;
const WINDOW_MS = 60_000;
/** Of one core, for each request. */
const REQUEST_NANO = 5_000_000;
const IDLE_NANO = { server: 700_000, program: 100_000 } as const;
const LEAST_BYTES = 600 * 1024;

/** Counts the requests that a container answers, by the second. */
export class RequestMeter {
  readonly #now: () => number;
  /** Undefined: nothing was ever asked of it. */
  #bySecond: Map<number, number> | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The same handler, counted. */
  counting(handler: HttpHandler): HttpHandler {
    return (...given) => {
      this.#count();
      return handler(...given);
    };
  }

  /** The same for connections: each counts as one request. */
  countingStreams(handler: TcpHandler): TcpHandler {
    return (stream) => {
      this.#count();
      handler(stream);
    };
  }

  #count(): void {
    const second = Math.floor(this.#now() / 1000);
    const bySecond = (this.#bySecond ??= new Map());
    bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
    for (const old of bySecond.keys()) if (old * 1000 < this.#now() - WINDOW_MS) bySecond.delete(old);
  }

  lastMinute(): number {
    let count = 0;
    for (const [second, n] of this.#bySecond ?? []) if (second * 1000 >= this.#now() - WINDOW_MS) count += n;
    return count;
  }
}

/** In [0.8, 1.2), always the same for the same text: no two containers are alike. */
function variation(text: string): number {
  let hash = 2166136261;
  for (const c of text) hash = Math.imul(hash ^ c.codePointAt(0)!, 16777619) >>> 0;
  return 0.8 + (hash / 2 ** 32) * 0.4;
}

export function usageOf(
  pod: Pod,
  container: Container,
  { imageBytes, isServer, requests }: { imageBytes: number; isServer: boolean; requests: number },
): ContainerUsage {
  const factor = variation(`${pod.metadata.uid} ${container.name}`);
  const { limits = {} } = container.resources ?? {};
  const most = (name: string): number => parseQuantity(limits[name] ?? '') ?? Number.POSITIVE_INFINITY;
  const idle = isServer ? IDLE_NANO.server : IDLE_NANO.program;
  const cpuNano = idle * factor + (requests * REQUEST_NANO * 1000) / WINDOW_MS;
  const memoryBytes = Math.max(LEAST_BYTES, imageBytes / 10) * factor + requests * 1024;
  return {
    name: container.name,
    cpuNano: Math.min(cpuNano, most('cpu') * 1e9),
    memoryBytes: Math.min(memoryBytes, most('memory')),
  };
}

/** All that runs has run long enough. */
export function isMeasured({ status }: Pod, nowMs: number): boolean {
  const running = (status.containerStatuses ?? []).flatMap((c) => c.state?.running?.startedAt ?? []);
  return running.length > 0 && running.every((startedAt) => nowMs - Date.parse(startedAt) >= FIRST_MS);
}

// Who asked the API server for what. Begins when somebody first looks; until then nothing is kept, and nothing paid for it.
// Differs: components are told of changes directly, so their lists and watches are not among the requests.

import { actionOf } from '#apiserver/authz/attributes.ts';
import type { Asked, Cluster } from './cluster.ts';

export interface LoggedRequest {
  /** Counts up. */
  readonly id: number;
  /** When it was sent, milliseconds since the epoch, simulated. */
  readonly atMs: number;
  /** As its User-Agent names it: `kubectl`, `kube-scheduler`; '' when it does not. */
  readonly program: string;
  /** `deployment-controller`, `node:node-1`, `serviceaccount:shop:web`; '' for a bearer of credentials that nobody knows. */
  readonly user: string;
  /** As an authorizer sees it: `list`, `patch`, …, or the method where no resource is named. */
  readonly verb: string;
  /** `deployments.apps/scale`; '' where none is named. */
  readonly resource: string;
  /** `namespace/name`, as far as the path names them. */
  readonly object: string;
  readonly method: string;
  readonly path: string;
  readonly code: number;
  /** Simulated milliseconds until it was answered. */
  readonly tookMs: number;
  /** The answer goes on: a watch, a log that is followed. */
  readonly isStream: boolean;
}

/** The last so many are kept. */
const KEPT = 2000;

export class RequestLog {
  #cluster: Cluster | undefined;
  #entries: LoggedRequest[] = [];
  #count = 0;

  constructor(cluster: Cluster) {
    this.follow(cluster);
  }

  /** From now on requests to this one, which has taken the other's place. */
  follow(cluster: Cluster): void {
    this.stop();
    this.#cluster = cluster;
    cluster.onRequest = (asked) => {
      this.#entries.push(this.#entryOf(asked, cluster));
      if (this.#entries.length > 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
    };
  }

  /** Those after `id`, the last 2000 at most. */
  since(id: number): readonly LoggedRequest[] {
    const wanted = Math.min(this.#count - id, KEPT);
    return wanted <= 0 ? [] : this.#entries.slice(-wanted);
  }

  stop(): void {
    if (this.#cluster) this.#cluster.onRequest = undefined;
    this.#cluster = undefined;
  }

  #entryOf({ request, user, code, isStream, fromMs, toMs }: Asked, cluster: Cluster): LoggedRequest {
    const { verb, group, resource, subresource, namespace, name } = actionOf(request);
    const { method, path, headers = {} } = request;
    const bearer = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1];
    const who = (user ?? (bearer === undefined ? undefined : cluster.userOf(bearer)))?.name;
    return {
      id: ++this.#count,
      atMs: fromMs,
      program: headers['user-agent']?.split(/[/ ]/)[0] ?? '',
      user: who?.replace(/^(system:)+/, '') ?? (bearer === undefined ? 'anonymous' : ''),
      verb,
      resource: resource && `${resource}${group && `.${group}`}${subresource && `/${subresource}`}`,
      object: [namespace, name].filter(Boolean).join('/'),
      ...{ method, path, code, isStream },
      tookMs: toMs - fromMs,
    };
  }
}

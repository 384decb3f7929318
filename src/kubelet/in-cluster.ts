// Models client-go rest.InClusterConfig: the API server as a program in a Pod reaches it, with its ServiceAccount's token.

import type { Answer, ApiRequest } from '#apimachinery/wire.ts';

/** Where the kubelet mounts what it needs. Source: client-go rest/config.go. */
export const SERVICE_ACCOUNT_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

/** No connection came about: Go's words for it. */
export interface Unreachable {
  readonly unreachable: string;
}

export interface InClusterApi {
  /**
   * Answered at once, as whoever the mounted token says; without one as `system:anonymous`. Watches are streaming answers.
   * Inside a watch's callback nothing may be written: the store is in the middle of a change. Ask `ContainerView.after(0, …)`.
   */
  request(request: ApiRequest): Answer | Unreachable;
}

export const isUnreachable = (answer: Answer | Unreachable): answer is Unreachable => 'unreachable' in answer;

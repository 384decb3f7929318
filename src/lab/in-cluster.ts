// The API server's door for programs in Pods: through the Pod's own network, as the ServiceAccount whose token is mounted.

import type { Answer, ApiRequest } from '#apimachinery/wire.ts';
import { type InClusterApi, SERVICE_ACCOUNT_DIR } from '#kubelet/in-cluster.ts';

export interface InClusterDeps {
  /** A file of the Pod's container. */
  read(path: string): string | undefined;
  /** Go's words for why no connection to the API server's Service comes about; undefined: it does. */
  unreachable(): string | undefined;
  handle(request: ApiRequest): Answer | Promise<Answer>;
}

export function inClusterApi({ read, unreachable, handle }: InClusterDeps): InClusterApi {
  return {
    request(request) {
      const why = unreachable();
      if (why !== undefined) return { unreachable: why };
      const token = read(`${SERVICE_ACCOUNT_DIR}/token`);
      const headers = {
        'content-type': 'application/json',
        ...request.headers,
        ...(token && { authorization: `Bearer ${token}` }),
      };
      const answer = handle({ ...request, headers });
      if (answer instanceof Promise) throw new Error(`${request.method} ${request.path} did not answer at once`);
      return answer;
    },
  };
}

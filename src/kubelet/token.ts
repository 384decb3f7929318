// Models pkg/kubelet/token token_manager.go: the service account's tokens that stand in a Pod's volumes.

import type { Pod } from '#api/core/types.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';

/** One source of a projected volume. */
export interface TokenProjection {
  readonly audience?: string;
  readonly expirationSeconds?: number;
}

/** The text of a token's file: made when somebody reads it, and anew when it is getting old. */
export type TokenSource = (pod: Pod, asked: TokenProjection) => string | (() => string);

/** A token is replaced after so much of its time, and no later than after a day. Source: requiresRefresh. */
const REFRESH = { share: 0.8, atMostMs: 24 * 3_600_000 } as const;
/** Source: SetDefaults_ServiceAccountTokenProjection. */
const DEFAULT_SECONDS = 3600;

export function tokenSource(request: (pod: Pod, asked: ApiRequest) => ApiResponse, now: () => number): TokenSource {
  return (pod, { audience, expirationSeconds = DEFAULT_SECONDS }) => {
    const { name, uid, namespace } = pod.metadata;
    const account = pod.spec.serviceAccountName ?? 'default';
    const spec = {
      ...(audience && { audiences: [audience] }),
      expirationSeconds,
      boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name, uid },
    };
    let token = '';
    let goodUntilMs = Number.NEGATIVE_INFINITY;
    return () => {
      if (now() < goodUntilMs) return token;
      const { code, body } = request(pod, {
        method: 'POST',
        path: `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec },
      });
      // Where the account is gone the last token stays, and is refused by whoever gets it.
      if (code !== 201) return token;
      ({ token } = (body as { status: { token: string } }).status);
      goodUntilMs = now() + Math.min(REFRESH.atMostMs, expirationSeconds * 1000 * REFRESH.share);
      return token;
    };
  };
}

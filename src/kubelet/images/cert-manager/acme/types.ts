// Orders, challenges and solvers of cert-manager. Models pkg/apis/acme/v1/types*.go.

import type { ApiObject, ObjectMeta } from '#apimachinery/meta.ts';
import type { IssuerRef } from '../types.ts';

export interface Solver {
  readonly selector?: {
    readonly matchLabels?: Readonly<Record<string, string>>;
    readonly dnsNames?: readonly string[];
    readonly dnsZones?: readonly string[];
  };
  readonly http01?: {
    readonly ingress?: {
      readonly class?: string;
      readonly ingressClassName?: string;
      /** An Ingress that is there: the challenge's path is put into it. */
      readonly name?: string;
      readonly serviceType?: string;
      readonly ingressTemplate?: { readonly metadata?: Pick<ObjectMeta, 'annotations' | 'labels'> };
      readonly podTemplate?: { readonly metadata?: Pick<ObjectMeta, 'annotations' | 'labels'>; readonly spec?: object };
    };
    readonly gatewayHTTPRoute?: {
      readonly labels?: Readonly<Record<string, string>>;
      readonly parentRefs?: readonly object[];
      readonly serviceType?: string;
    };
  };
  readonly dns01?: Readonly<Record<string, unknown>>;
}

/** Those of ACME, and `errored`: there is no order to ask about. */
export type State = 'valid' | 'ready' | 'pending' | 'processing' | 'invalid' | 'expired' | 'errored' | '';

/** Source: pkg/acme/acme.go IsFailureState. */
export const isFailed = (state: State | undefined): boolean =>
  state === 'invalid' || state === 'expired' || state === 'errored';
export const isFinal = (state: State | undefined): boolean => state === 'valid' || isFailed(state);

export interface OrderAuthorization {
  readonly url: string;
  readonly identifier?: string;
  readonly wildcard?: boolean;
  readonly initialState?: State;
  readonly challenges?: readonly { readonly type: string; readonly token: string; readonly url: string }[];
}

export interface Order extends ApiObject {
  metadata: ObjectMeta;
  spec: {
    readonly request: string;
    readonly issuerRef: IssuerRef;
    readonly commonName?: string;
    readonly dnsNames?: readonly string[];
    readonly ipAddresses?: readonly string[];
    readonly duration?: string;
  };
  status?: {
    readonly url?: string;
    readonly finalizeURL?: string;
    readonly authorizations?: readonly OrderAuthorization[];
    readonly state?: State;
    readonly reason?: string;
    readonly failureTime?: string;
    readonly certificate?: string;
  };
}

export interface Challenge extends ApiObject {
  metadata: ObjectMeta;
  spec: {
    readonly authorizationURL: string;
    readonly dnsName: string;
    readonly issuerRef: IssuerRef;
    readonly key: string;
    readonly solver: Solver;
    readonly token: string;
    readonly type: 'HTTP-01' | 'DNS-01';
    readonly url: string;
    readonly wildcard: boolean;
  };
  status?: {
    readonly processing?: boolean;
    readonly presented?: boolean;
    readonly state?: State;
    readonly reason?: string;
  };
}

// What an ACME authority keeps, as plain JSON: accounts, orders, authorizations and certificates. Source: RFC 8555, 7.1.

import type { Jwk } from '#pki/jose.ts';
import type { Buckets } from './rate-limits.ts';

/** An error as ACME tells it. Source: RFC 7807, RFC 8555 6.7. */
export interface Problem {
  /** Without `urn:ietf:params:acme:error:`. */
  readonly type: string;
  readonly detail: string;
  readonly status: number;
}

export interface Account {
  readonly id: number;
  readonly jwk: Jwk;
  readonly thumbprint: string;
  readonly createdMs: number;
  contact: readonly string[];
  status: 'valid' | 'deactivated';
}

export interface Challenge {
  readonly type: 'http-01' | 'dns-01' | 'tls-alpn-01';
  /** The end of its URL. */
  readonly id: string;
  readonly token: string;
  status: 'pending' | 'valid' | 'invalid';
  validatedMs?: number;
  error?: Problem;
}

export interface Authorization {
  readonly id: number;
  readonly account: number;
  /** Without `*.`. */
  readonly name: string;
  readonly wildcard: boolean;
  readonly challenges: readonly Challenge[];
  status: 'pending' | 'valid' | 'invalid' | 'deactivated';
  expiresMs: number;
}

export interface Order {
  readonly id: number;
  readonly account: number;
  /** In the order of the alphabet. */
  readonly names: readonly string[];
  readonly authorizations: readonly number[];
  readonly expiresMs: number;
  status: 'pending' | 'ready' | 'valid' | 'invalid';
  /** Its serial number, in hexadecimal. */
  certificate?: string;
}

export interface AcmeState {
  nextId: number;
  readonly accounts: Account[];
  readonly orders: Order[];
  readonly authorizations: Authorization[];
  /** Chains as PEM, by serial number. */
  readonly certificates: Record<string, string>;
  /** Sets of names of which a certificate was issued, joined by commas. */
  readonly issued: string[];
  readonly buckets: Buckets;
}

export const newState = (): AcmeState => ({
  nextId: 1_740_331_207,
  accounts: [],
  orders: [],
  authorizations: [],
  certificates: {},
  issued: [],
  buckets: {},
});

export const problem = (type: string, detail: string, status = 400): Problem => ({ type, detail, status });
export const isProblem = (value: object): value is Problem => 'detail' in value && 'type' in value;

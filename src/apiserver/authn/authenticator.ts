// Models apiserver/pkg/authentication/request/bearertoken: the request's own proof of who asks.

import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Storage } from '../storage.ts';
import { SigningKey } from './jwt.ts';
import { ISSUER, type Verified, verifyToken } from './service-account.ts';
import { ANONYMOUS, authenticated, type User } from './user.ts';

/** Whom the API server takes tokens for. Source: kubeadm's `--api-audiences` default, the issuer. */
export const API_AUDIENCES: readonly string[] = [ISSUER];

export interface AuthenticatorOptions {
  readonly storage: Storage;
  now(): number;
  /** Whose tokens are known beside service accounts'. Source: `--token-auth-file`. */
  readonly tokens?: Readonly<Record<string, User>>;
  /** Service accounts' tokens are signed with what follows from it. */
  readonly secret: string;
}

export class Authenticator {
  readonly #options: AuthenticatorOptions;
  #key: SigningKey;
  #secret: string;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    this.#secret = options.secret;
    this.#key = new SigningKey(options.secret);
  }

  get key(): SigningKey {
    return this.#key;
  }

  get secret(): string {
    return this.#secret;
  }

  /** Another cluster's state comes with its key, so that its tokens stay valid. */
  rekey(secret: string): void {
    this.#secret = secret;
    this.#key = new SigningKey(secret);
  }

  /** Undefined: the credentials are wrong. Without any the request is anonymous. */
  authenticate({ headers = {} }: ApiRequest): User | undefined {
    const [scheme = '', token = ''] = (headers.authorization ?? '').trim().split(' ');
    // Any other scheme is left to authenticators that nobody has configured.
    if (scheme.toLowerCase() !== 'bearer' || token === '') return ANONYMOUS;
    const verified = this.verify(token, API_AUDIENCES);
    return 'user' in verified ? verified.user : undefined;
  }

  /** Whose token it is. `error` is in the words of a TokenReview. */
  verify(token: string, audiences: readonly string[]): Verified | { readonly error: string } {
    const known = this.#options.tokens?.[token];
    if (known) return { user: authenticated(known), audiences: API_AUDIENCES };
    const verified = verifyToken(this.#key, token, audiences, this.#options.now(), this.#options.storage);
    if ('user' in verified) return { ...verified, user: authenticated(verified.user) };
    return { error: verified.error ? `[invalid bearer token, ${verified.error}]` : 'invalid bearer token' };
  }
}

// An ACME server on its port: the directory, nonces, and what signed requests ask for. Models wfe2/wfe.go of Boulder; RFC 8555.
// Portolan does not simulate the revocation of certificates, the change of account keys, renewal information (ARI), external account
// bindings nor account keys of other kinds than RSA: the server says so.

import { byteLength } from '#machine/bytes.ts';
import type { HttpHeaders, HttpRequest, HttpResponse } from '#machine/http.ts';
import { pki } from '#pki/loader.ts';
import { register, update } from './accounts.ts';
import { AUTHORIZED_MS, finalize, isRefusal, type OrderBook, placeOrder, updateOrders } from './orders.ts';
import { LIMITS, spend } from './rate-limits.ts';
import {
  type Answer,
  authorizationUrl,
  failure,
  orderUrl,
  shownAuthorization,
  shownChallenge,
  shownOrder,
  urlAt,
} from './shown.ts';
import { readSigned, type SignedRequest } from './signed-request.ts';
import { type Account, type Authorization, type Challenge, isProblem, type Problem, problem } from './state.ts';
import { type Viewpoint, validateHttp01 } from './validation.ts';

export interface AcmeDeps extends OrderBook {
  readonly host: string;
  /** Chance for what passes: nonces. */
  random(): number;
  readonly viewpoint: Viewpoint;
}

const notSimulated = (what: string): Problem =>
  problem('serverInternal', `Portolan does not simulate ${what} of ACME authorities`, 501);

export class AcmeServer {
  readonly #deps: AcmeDeps;
  readonly #nonces = new Set<string>();

  constructor(deps: AcmeDeps) {
    this.#deps = deps;
  }

  answer(request: HttpRequest): HttpResponse {
    const { host, state } = this.#deps;
    const { pathname } = new URL(request.url);
    const read = request.method === 'GET' || request.method === 'HEAD';
    const fail = (fault: Problem): HttpResponse => this.#response(failure(fault));
    if (pathname === '/directory' && read) return this.#response({ body: this.#directory() });
    if (pathname === '/acme/new-nonce' && read)
      return this.#response({ status: request.method === 'HEAD' ? 200 : 204, body: '' }, true);
    if (!pathname.startsWith('/acme/')) return fail(problem('malformed', 'Page not found', 404));
    if (request.method !== 'POST') return fail(problem('malformed', 'Method not allowed', 405));
    const asked = readSigned(request, host, state.accounts, (nonce) => this.#nonces.delete(nonce));
    const answer = isProblem(asked) ? asked : this.#dispatch(pathname, asked);
    return this.#response(isProblem(answer) ? failure(answer) : answer, true);
  }

  #directory(): object {
    const at = (path: string): string => urlAt(this.#deps.host, path);
    const staging = this.#deps.environment === 'staging';
    return {
      keyChange: at('/acme/key-change'),
      meta: {
        caaIdentities: ['letsencrypt.org'],
        profiles: { classic: 'https://letsencrypt.org/docs/profiles#classic' },
        termsOfService: 'https://letsencrypt.org/documents/LE-SA-v1.5-February-24-2025.pdf',
        website: staging ? 'https://letsencrypt.org/docs/staging-environment/' : 'https://letsencrypt.org',
      },
      newAccount: at('/acme/new-acct'),
      newNonce: at('/acme/new-nonce'),
      newOrder: at('/acme/new-order'),
      revokeCert: at('/acme/revoke-cert'),
    };
  }

  #dispatch(path: string, asked: SignedRequest): Answer | Problem {
    const { host, state, now } = this.#deps;
    const [, , what, ...ids] = path.split('/');
    if (what === 'new-acct') return register(asked, host, state, now());
    if (what === 'revoke-cert') return notSimulated('revocation');
    if (what === 'key-change') return notSimulated('a change of account keys');
    const { account, payload } = asked;
    if (!account) return problem('malformed', 'No Key ID in JWS header');
    switch (what) {
      case 'acct':
        return update(account, payload);
      case 'new-order':
        return this.#newOrder(account, payload);
      case 'order':
      case 'finalize':
        return this.#order(account, Number(ids[1]), what === 'finalize' ? payload : undefined);
      case 'authz': {
        const found = this.#find(account, Number(ids[1]));
        return found ? { body: shownAuthorization(host, found) } : problem('malformed', 'No such authorization', 404);
      }
      case 'chall':
        return this.#challenge(account, Number(ids[1]), ids[2], payload);
      case 'cert': {
        const chain = state.certificates[ids[0] ?? ''];
        if (chain === undefined) return problem('malformed', 'Certificate not found', 404);
        return { body: chain, headers: [['Content-Type', 'application/pem-certificate-chain']] };
      }
      default:
        return problem('malformed', 'Page not found', 404);
    }
  }

  #newOrder(account: Account, payload: SignedRequest['payload'] = {}): Answer | Problem {
    const { host } = this.#deps;
    const identifiers = (payload.identifiers ?? []) as { type: string; value: string }[];
    const other = identifiers.find(({ type }) => type !== 'dns');
    if (other) return problem('rejectedIdentifier', `Profile "classic" does not permit ${other.type} type identifiers`);
    if (payload.notAfter !== undefined || payload.notBefore !== undefined)
      return problem('malformed', 'NotBefore and NotAfter are not supported');
    const names = identifiers.map(({ value }) => value);
    const order = placeOrder(this.#deps, account, names);
    if (isRefusal(order)) return order;
    return { status: 201, body: shownOrder(host, order), headers: [['Location', orderUrl(host, order)]] };
  }

  #order(account: Account, id: number, payload: SignedRequest['payload']): Answer | Problem {
    const { host, state } = this.#deps;
    const order = state.orders.find((o) => o.id === id && o.account === account.id);
    if (!order) return problem('malformed', `No order for ID ${id}`, 404);
    const der = payload && pki().fromBase64url(String(payload.csr ?? ''));
    const unread = payload && !der ? problem('malformed', 'Error unmarshaling certificate request') : undefined;
    const fault = unread ?? (der && finalize(this.#deps, order, der));
    return fault ?? { body: shownOrder(host, order), headers: [['Location', orderUrl(host, order)]] };
  }

  #challenge(
    account: Account,
    id: number,
    name: string | undefined,
    payload: SignedRequest['payload'],
  ): Answer | Problem {
    const { host } = this.#deps;
    const found = this.#find(account, id);
    const challenge = found?.challenges.find((c) => c.id === name);
    if (!found || !challenge) return problem('malformed', 'No such challenge', 404);
    if (payload && found.status === 'pending') {
      if (challenge.type !== 'http-01') return notSimulated(`challenges of the type ${challenge.type}`);
      void this.#validate(account, found, challenge);
    }
    return {
      body: shownChallenge(host, found, challenge),
      headers: [['Link', `<${authorizationUrl(host, found)}>;rel="up"`]],
    };
  }

  async #validate(account: Account, authorization: Authorization, challenge: Challenge): Promise<void> {
    const { state, environment, now, viewpoint } = this.#deps;
    const { name } = authorization;
    const expected = `${challenge.token}.${account.thumbprint}`;
    const fault = await validateHttp01(name, challenge.token, expected, viewpoint);
    if (authorization.status !== 'pending') return;
    challenge.validatedMs = now();
    challenge.status = fault ? 'invalid' : 'valid';
    authorization.status = challenge.status;
    if (fault) {
      challenge.error = fault;
      spend({ name: 'failures', key: `${account.id}/${name}` }, state.buckets, LIMITS[environment], now());
    } else authorization.expiresMs = now() + AUTHORIZED_MS;
    updateOrders(state);
  }

  #find(account: Account, id: number): Authorization | undefined {
    return this.#deps.state.authorizations.find((a) => a.id === id && a.account === account.id);
  }

  #response({ status = 200, body, headers = [] }: Answer, withNonce = false): HttpResponse {
    const text = typeof body === 'string' ? body : `${JSON.stringify(body, undefined, 2)}\n`;
    const hasType = headers.some(([name]) => name === 'Content-Type');
    const own: HttpHeaders = [
      ['Server', 'nginx'],
      ...(hasType || text === '' ? [] : [['Content-Type', 'application/json'] as const]),
      ['Content-Length', String(byteLength(text))],
      ['Cache-Control', 'public, max-age=0, no-cache'],
      ['Link', `<${urlAt(this.#deps.host, '/directory')}>;rel="index"`],
    ];
    const nonce: HttpHeaders = withNonce ? [['Replay-Nonce', this.#nonce()]] : [];
    return { status, headers: [...own, ...headers, ...nonce], body: text };
  }

  #nonce(): string {
    const bytes = Uint8Array.from({ length: 32 }, () => Math.floor(this.#deps.random() * 256));
    const nonce = pki().base64url(bytes);
    this.#nonces.add(nonce);
    return nonce;
  }
}

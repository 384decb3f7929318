// A client of an ACME server, as golang.org/x/crypto/acme is one: signed requests from the Pod, in their own time.

import { type HttpResponse, headerOf } from '#machine/http.ts';
import type { PrivateKey } from '#pki/keys.ts';
import { pki } from '#pki/loader.ts';
import type { ContainerView } from '../../../image.ts';
import { goRequestError } from '../../go-error.ts';

/** Of one that was answered: what it said. Of one that was not: Go's words for why. */
export interface AcmeError {
  /** Undefined: there was no answer. */
  readonly status?: number;
  readonly text: string;
}

export interface AcmeAnswer {
  readonly url: string;
  readonly response: HttpResponse;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ServerOptions {
  readonly directory: string;
  readonly skipTLSVerify?: boolean;
  /** PEM. Default: the container's trust store. */
  readonly trusted?: string;
}

/** Source: pkg/acme/client/http.go and accounts/client.go: each request has 90 s. */
const TIMEOUT_MS = 90_000;
const AGENT = 'cert-manager-clusterissuers/v1.18.2 (linux/amd64) cert-manager/v1.18.2';
const MOST_TRIES = 6;

export const isAcmeError = (value: object): value is AcmeError => 'text' in value;
/** The server has said that the request itself is wrong: trying again is of no use. */
export const isRefusal = ({ status = 0 }: AcmeError): boolean => status >= 400 && status < 500;

export class AcmeClient {
  readonly key: PrivateKey;
  readonly #container: ContainerView;
  readonly #server: ServerOptions;
  readonly #nonces: string[] = [];
  #directory: Readonly<Record<string, unknown>> | undefined;
  /** The account's URL, once it is known. */
  account: string | undefined;

  constructor(container: ContainerView, server: ServerOptions, key: PrivateKey) {
    this.#container = container;
    this.#server = server;
    this.key = key;
  }

  /** A resource of the directory: `newOrder`. */
  async post(resource: 'newAccount' | 'newOrder', payload: object): Promise<AcmeAnswer | AcmeError> {
    const directory = await this.#discover();
    return isAcmeError(directory) ? directory : this.#signed(String(directory[resource]), JSON.stringify(payload));
  }

  async postTo(url: string, payload: object): Promise<AcmeAnswer | AcmeError> {
    return this.#signed(url, JSON.stringify(payload));
  }

  /** POST-as-GET. */
  read(url: string): Promise<AcmeAnswer | AcmeError> {
    return this.#signed(url, '');
  }

  keyAuthorization(token: string): string {
    return `${token}.${pki().thumbprint(pki().jwkOf(this.key)!)}`;
  }

  async #discover(): Promise<Readonly<Record<string, unknown>> | AcmeError> {
    if (this.#directory) return this.#directory;
    const answer = await this.#request('GET', this.#server.directory, '');
    if (isAcmeError(answer)) return answer;
    if (typeof answer.body.newOrder !== 'string')
      return { status: answer.response.status, text: `${answer.response.status} : ${answer.response.body.trim()}` };
    this.#directory = answer.body;
    return answer.body;
  }

  async #signed(url: string, payload: string): Promise<AcmeAnswer | AcmeError> {
    for (let tries = 1; ; tries++) {
      const nonce = await this.#nonce();
      if (typeof nonce !== 'string') return nonce;
      const identity = this.account === undefined ? { jwk: pki().jwkOf(this.key) } : { kid: this.account };
      const jws = pki().signJws(this.key, { ...identity, nonce, url }, payload);
      const answer = await this.#request('POST', url, JSON.stringify(jws));
      const again = isAcmeError(answer) && answer.text.includes('error:badNonce') && tries < MOST_TRIES;
      if (!again) return answer;
    }
  }

  async #nonce(): Promise<string | AcmeError> {
    const kept = this.#nonces.pop();
    if (kept !== undefined) return kept;
    const directory = await this.#discover();
    if (isAcmeError(directory)) return directory;
    const answer = await this.#request('HEAD', String(directory.newNonce), '');
    if (isAcmeError(answer)) return answer;
    return this.#nonces.pop() ?? { text: 'acme: nonce not found' };
  }

  async #request(method: 'GET' | 'HEAD' | 'POST', url: string, body: string): Promise<AcmeAnswer | AcmeError> {
    const { skipTLSVerify = false, trusted } = this.#server;
    const exchange = await this.#container.fetch(
      {
        method,
        url,
        headers: [
          ['User-Agent', AGENT],
          ...(method === 'POST' ? [['Content-Type', 'application/jose+json'] as const] : []),
        ],
        body,
      },
      {
        timeoutMs: TIMEOUT_MS,
        insecure: skipTLSVerify,
        signal: this.#container.signal,
        tls: { software: 'go', ...(trusted !== undefined && { trusted }) },
      },
    );
    if (!exchange.ok) return { text: goRequestError(method, url, exchange) };
    const { response } = exchange;
    const nonce = headerOf(response.headers, 'Replay-Nonce');
    if (nonce !== undefined) this.#nonces.push(nonce);
    const parsed = parse(response.body);
    if (response.status < 400) return { url: headerOf(response.headers, 'Location') ?? url, response, body: parsed };
    const { type = '', detail = response.body.trim() } = parsed as { type?: string; detail?: string };
    return { status: response.status, text: `${response.status} ${type}: ${detail}` };
  }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

// Who sends a request, and is it theirs? Models wfe2/verify.go of Boulder: signatures, nonces that count once, and the URL that was signed.

import type { HttpRequest } from '#machine/http.ts';
import type { Jwk, Jws } from '#pki/jose.ts';
import { pki } from '#pki/loader.ts';
import { accountUrl, urlAt } from './shown.ts';
import { type Account, type Problem, problem } from './state.ts';

export interface SignedRequest {
  /** Undefined: nobody has registered this key. */
  readonly account: Account | undefined;
  /** The key itself, where it was sent. */
  readonly jwk: Jwk | undefined;
  /** Undefined: the resource is only read. */
  readonly payload: Readonly<Record<string, unknown>> | undefined;
}

interface Header {
  readonly alg?: string;
  readonly nonce?: string;
  readonly url?: string;
  readonly kid?: string;
  readonly jwk?: Jwk;
}

/** @param useNonce Was it given out, and not used yet? It is used now. */
export function readSigned(
  { url, body }: HttpRequest,
  host: string,
  accounts: readonly Account[],
  useNonce: (nonce: string) => boolean,
): SignedRequest | Problem {
  const read = parse(body);
  if (!read) return problem('malformed', 'Parse error reading JWS');
  const { jws, header, payload } = read;
  const { alg = '', nonce, kid = '', jwk } = header;
  const { isSignedBy, thumbprint } = pki();
  const quoted = (text: string): string => JSON.stringify(text);
  if (alg !== 'RS256')
    return problem(
      'badSignatureAlgorithm',
      `JWS signature header contains unsupported algorithm ${quoted(alg)}: Portolan's authorities know RS256 alone`,
    );
  if (nonce === undefined) return problem('badNonce', 'Unable to validate JWS :: JWS has no anti-replay nonce');
  if (!useNonce(nonce))
    return problem('badNonce', `Unable to validate JWS :: JWS has an invalid anti-replay nonce: ${quoted(nonce)}`);
  const expected = urlAt(host, new URL(url).pathname);
  if (header.url !== expected)
    return problem(
      'unauthorized',
      `JWS header parameter 'url' incorrect. Expected ${quoted(expected)} got ${quoted(header.url ?? '')}`,
      403,
    );
  const account = jwk
    ? accounts.find((a) => a.thumbprint === thumbprint(jwk))
    : accounts.find((a) => accountUrl(host, a) === kid);
  const key = jwk ?? account?.jwk;
  if (!key) return problem('accountDoesNotExist', `Account ${quoted(kid)} not found`);
  if (!isSignedBy(jws, key)) return problem('malformed', 'JWS verification error');
  if (account?.status === 'deactivated')
    return problem('unauthorized', 'Account is not valid, has status "deactivated"', 403);
  return { account, jwk, payload };
}

function parse(body: string) {
  const decode = (text: string): unknown => JSON.parse(new TextDecoder().decode(pki().fromBase64url(text)));
  try {
    const jws = JSON.parse(body) as Jws;
    const payload = jws.payload === '' ? undefined : (decode(jws.payload) as SignedRequest['payload']);
    return { jws, header: decode(jws.protected) as Header, payload };
  } catch {
    return undefined;
  }
}

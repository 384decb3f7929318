// What an answer must be, whatever was asked.

import { isStatus } from '#apimachinery/status.ts';

/** What kube-apiserver calls its own failure too: errors that it returns as they are. Source: BindingREST, EvictionREST. */
const NO_FAILURE = /^\[?target\.(?:kind|name): |^Non-matching dry-run options |^This pod has more than one /;

/** What is wrong with an answer; undefined: nothing. */
export function wrong(answer: {
  code: number;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}): string | undefined {
  const { code, body, headers } = answer;
  const type = headers?.['content-type'] ?? 'application/json';
  const isRefusal = code === 500 && isStatus(body) && NO_FAILURE.test(body.message ?? '');
  if (code >= 500 && code !== 504 && code !== 503 && !isRefusal) return `code ${code}`;
  if (code === 304) return undefined;
  if (typeof body === 'string') return /json/.test(type) ? `text of type ${type}` : undefined;
  if (typeof body !== 'object' || body === null) return `a body that is ${String(body)}`;
  if (code >= 400) {
    if (!isStatus(body)) return 'a refusal that is no Status';
    if (body.status !== 'Failure' || body.code !== code || !body.message) return 'a Status that says too little';
    return undefined;
  }
  if (isStatus(body)) return body.status === 'Success' ? undefined : 'a failure under a code of success';
  return 'kind' in body || 'paths' in body || 'gitVersion' in body ? undefined : 'an object without a kind';
}

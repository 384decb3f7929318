// An answer's body as the API server writes it on the wire. Models apiserver/pkg/endpoints/handlers/negotiation and runtime/serializer/json.

import { asServed } from './go-order.ts';
import { goEscaped } from './go-value.ts';
import type { ApiResponse } from './wire.ts';
import { toYaml } from './yaml-emit.ts';

/** Whether the server indents for this client. Source: negotiation.isPrettyPrint. */
export function wantsPretty(path: string, headers: Readonly<Record<string, string>>): boolean {
  const at = path.indexOf('?');
  if ((at < 0 ? path : path.slice(0, at)) === '/version') return true;
  const asked = at < 0 ? null : new URLSearchParams(path.slice(at + 1)).get('pretty');
  if (asked) return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(asked);
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '');
}

/** A line of a watch. Source: apiserver/pkg/endpoints/handlers/watch.go. */
export function serializeEvent(event: unknown): string {
  const { object, ...rest } = event as { readonly object: unknown };
  return `${goEscaped(JSON.stringify({ ...rest, object: asServed(object) }))}\n`;
}

/**
 * The text of `response.body`: text stays as it is, JSON of somebody behind a proxy too; a value becomes YAML if its content type says so, else JSON: compact with a newline, or, for people, indented without one.
 * @param request `headers` with lower-case names.
 */
export function serializeBody(
  response: ApiResponse,
  request: { readonly path: string; readonly headers?: Readonly<Record<string, string>> },
): string {
  const { body } = response;
  if (typeof body === 'string') return body;
  if (body === undefined || body === null) return '';
  if ((response.headers?.['content-type'] ?? '').startsWith('application/yaml')) return toYaml(body);
  const pretty = wantsPretty(request.path, request.headers ?? {});
  const text = goEscaped(JSON.stringify(asServed(body), undefined, pretty ? 2 : undefined));
  return pretty ? text : `${text}\n`;
}

/** Source: apiserver WithCacheControl; JSON is what it writes where it is asked for nothing else. */
const OF_EVERY_ANSWER: Readonly<Record<string, string>> = {
  'cache-control': 'no-cache, private',
  'content-type': 'application/json',
};

/** An answer's headers as they go out, by name: its type always, a line for each warning, no length, which is counted where it is sent. */
export function sentHeaders(headers: ApiResponse['headers'] = {}): [name: string, value: string][] {
  const { warning = '', 'content-length': _, ...rest } = { ...OF_EVERY_ANSWER, ...headers };
  const warnings = warning.split('\n').filter((text) => text !== '');
  return [
    ...Object.entries(rest),
    ...warnings.map((text): [string, string] => ['warning', `299 - ${JSON.stringify(text)}`]),
  ].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

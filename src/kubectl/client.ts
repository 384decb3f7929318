// Sends a verb's requests as kubectl does: its headers, server warnings to stderr, refusals and silence as failures.

import { KUBERNETES_VERSION } from '#api/version.ts';
import { isStatus, type Status } from '#apimachinery/status.ts';
import { type ApiRequest, type ApiResponse, ConnectionError } from '#apimachinery/wire.ts';
import type { Process } from '#machine/program.ts';
import type { Factory } from './command.ts';
import { ConnectionFail, StatusFail } from './errors.ts';

export const JSON_ACCEPT = 'application/json';
export const TABLE_ACCEPT =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

interface Session {
  readonly id: string;
  readonly warned: Set<string>;
}
const sessions = new WeakMap<Process, Session>();

function sessionOf(process: Process): Session {
  let session = sessions.get(process);
  if (!session) {
    const hex = (count: number): string =>
      Array.from({ length: count }, () => Math.floor(process.host.random() * 16).toString(16)).join('');
    session = { id: `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`, warned: new Set() };
    sessions.set(process, session);
  }
  return session;
}

/** How many warnings this process has printed: `--warnings-as-errors` counts them. */
export const warningsPrinted = (process: Process): number => sessions.get(process)?.warned.size ?? 0;

/** `request` with the headers that kubectl always sends. */
export function dressed(factory: Factory, request: ApiRequest): ApiRequest {
  const { flags } = factory;
  const [as, uid, groups] = [flags.string('as'), flags.string('as-uid'), flags.list('as-group')];
  return {
    ...request,
    headers: {
      accept: 'application/json, */*',
      'user-agent': `kubectl/${KUBERNETES_VERSION.kubectlVersion} (linux/amd64) kubernetes/ebfac05`,
      'kubectl-command': (factory.commandPath ?? 'kubectl').split(' ').slice(0, 2).join(' '),
      'kubectl-session': sessionOf(factory.process).id,
      ...(request.body !== undefined && { 'content-type': 'application/json' }),
      ...(as && { 'impersonate-user': as }),
      ...(uid && { 'impersonate-uid': uid }),
      // Several headers of one name: a line each.
      ...(groups.length > 0 && { 'impersonate-group': groups.join('\n') }),
      ...request.headers,
    },
  };
}

/** `Warning:` lines of an answer, each once for a process. */
export function printWarnings(factory: Factory, headers: ApiResponse['headers']): void {
  const { warned } = sessionOf(factory.process);
  for (const text of (headers?.warning ?? '').split('\n')) {
    if (text === '' || warned.has(text)) continue;
    warned.add(text);
    factory.err(`Warning: ${text}\n`);
  }
}

export function connectionFail(factory: Factory, request: ApiRequest, error: ConnectionError): ConnectionFail {
  const { server } = factory.transport();
  const host = server.replace(/^\w+:\/\//, '').replace(/\/.*$/, '');
  return new ConnectionFail(request.method, server.replace(/\/$/, '') + request.path, host, error.message);
}

/** The Status of a refusal; one is made up where the body is none, as client-go does. */
export function statusOf(answer: ApiResponse, request: ApiRequest): Status {
  if (isStatus(answer.body)) return answer.body;
  const text = typeof answer.body === 'string' ? answer.body.trim() : '';
  const reasons: Record<number, [string, string]> = {
    401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
    403: ['Forbidden', text || 'the server refused the request'],
    404: ['NotFound', 'the server could not find the requested resource'],
    405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
    406: ['NotAcceptable', 'the server was unable to respond with a content type that the client supports'],
    415: ['UnsupportedMediaType', 'the server does not support the media type sent in the request'],
    503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
    504: [
      'Timeout',
      'the server was unable to return a response in the time allotted, but may still be processing the request',
    ],
  };
  const [reason, message] = reasons[answer.code] ?? [
    answer.code >= 500 ? 'InternalError' : 'Unknown',
    `an error on the server (${JSON.stringify(text || 'unknown')}) has prevented the request from succeeding (${request.method.toLowerCase()})`,
  ];
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code: answer.code };
}

/** Sends, prints warnings, and returns the answer, be it a refusal. Throws ConnectionFail when none came. */
export async function send(factory: Factory, request: ApiRequest): Promise<ApiResponse> {
  let answer: ApiResponse;
  try {
    answer = await factory.transport().request(dressed(factory, request), factory.process.signal);
  } catch (error) {
    if (error instanceof ConnectionError) throw connectionFail(factory, request, error);
    throw error;
  }
  printWarnings(factory, answer.headers);
  return answer;
}

/** Sends, and returns the body of the success. Throws StatusFail or ConnectionFail. */
export async function ask<T = unknown>(factory: Factory, request: ApiRequest): Promise<T> {
  const answer = await send(factory, request);
  if (answer.code >= 400) throw new StatusFail(statusOf(answer, request));
  return answer.body as T;
}

/** `?a=1&b=2`, sorted by key as Go's url.Values; undefined and empty values are left out. */
export function query(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const pairs = Object.entries(values)
    .filter(([, v]) => v !== undefined && v !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([k, v]) =>
        `${k}=${encodeURIComponent(String(v))
          .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
          .replaceAll('%20', '+')}`,
    );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

/** A line of Go's klog: `W1124 02:20:33.000000    4242 helpers.go:731] text`. */
export function klog(factory: Factory, level: 'E' | 'W' | 'I' | 'F', place: string, text: string): void {
  const iso = new Date(factory.process.host.now()).toISOString();
  const pid = String(4000 + (Number.parseInt(sessionOf(factory.process).id.slice(0, 4), 16) % 20000)).padStart(7);
  factory.err(`${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000 ${pid} ${place}] ${text}\n`);
}

// Sends real requests. It judges what a client sees, not which objects exist, so any right solution passes.

import type { Exchange } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import { type CheckKind, failed, passed } from '../../check.ts';
import { brokenBecause, describeFailure } from '../../explain.ts';
import { subjectOf } from '../../subject.ts';

export interface ReachSpec {
  /** `laptop`, `internet`, `node/NAME`, `pod/NS/NAME`. */
  readonly from: string;
  readonly url: string;
  readonly status: number;
  /** The body must contain this. */
  readonly body?: string;
  /** So many different Pods must answer. */
  readonly backends?: number;
  /** The request's way must go through this object: `Service/default/web`. */
  readonly through?: string;
}

/** Simulated milliseconds that one request may take. */
const PATIENCE_MS = 3000;
/** Requests for each backend wanted: with fair picks, missing one of two in twelve has odds of one in two thousand. */
const TRIES_PER_BACKEND = 6;

/** The Pod that the request came to last: behind a proxy's Pod, which has the last word in the trace. */
function backendOf(exchange: Exchange): string | undefined {
  return [...new Set(exchange.trace.filter((hop) => hop.at.startsWith('pod/') && hop.ok).map(({ at }) => at))].at(-1);
}

export const reach: CheckKind<ReachSpec> = {
  kind: 'reach',

  parse(reader) {
    reader.only('from', 'url', 'status', 'body', 'backends', 'through');
    const body = reader.field('body').optional((r) => r.string());
    const backends = reader.field('backends').optional((r) => r.whole());
    if (backends !== undefined && backends < 1)
      reader.field('backends').problem('TooFew', 'nobody would be asked', 'Write it as: 2', 'a whole number above 0');
    const through = reader.field('through').optional((r) => r.string());
    return {
      from: reader.field('from').string(),
      url: reader.field('url').url(),
      status: reader.field('status').optional((r) => r.whole()) ?? 200,
      ...(body !== undefined && { body }),
      ...(backends !== undefined && { backends }),
      ...(through !== undefined && { through }),
    };
  },

  about: ({ url, through }) => [subjectOf(url), ...(through ? [through.split('/').at(-1)!] : [])],

  async judge({ from, url, status, body, backends = 1, through }, evidence) {
    const seen = new Set<string>();
    let last: Exchange | undefined;
    for (let i = 0; i < (backends === 1 ? 1 : backends * TRIES_PER_BACKEND) && seen.size < backends; i++) {
      const request = {
        method: 'GET',
        url,
        headers: [['User-Agent', 'curl/7.88.1'] as const, ['Accept', '*/*'] as const],
        body: '',
      };
      last = await evidence.fetch(from, request, { timeoutMs: PATIENCE_MS });
      if (!last.ok) return failed(await describeFailure(from, url, last, evidence), last.trace);
      if (last.response.status !== status) {
        const found = last.response.status;
        const words = errorWords(last);
        const reason = await brokenBecause(last, evidence);
        return failed(
          {
            en: `${url} answered ${found}, not ${status}${words}.${reason.en && ` ${reason.en}`}`,
            zh: `${url} 返回了 ${found}，而不是 ${status}${words}。${reason.zh}`,
          },
          last.trace,
        );
      }
      if (body !== undefined && !last.response.body.includes(body)) {
        return failed(
          { en: `${url} answered, but not with “${body}”.`, zh: `${url} 有应答，但内容里没有“${body}”。` },
          last.trace,
        );
      }
      if (through && !last.trace.some((hop) => hop.object === through)) {
        return failed(
          {
            en: `${url} answered, but the request did not go through ${through}.`,
            zh: `${url} 有应答，但请求没有经过 ${through}。`,
          },
          last.trace,
        );
      }
      const backend = backendOf(last);
      if (backend) seen.add(backend);
    }
    if (backends > 1 && seen.size < backends) {
      return failed(
        {
          en: `${seen.size} of ${backends} Pods answered at ${url}.`,
          zh: `${url} 后面应有 ${backends} 个 Pod 应答，只看到 ${seen.size} 个。`,
        },
        last?.trace,
      );
    }
    const who = [...seen].map((place) => place.split('/').at(-1)).join(', ');
    return passed(
      {
        en: `${url} answered ${status} from ${from}${who ? `: ${who}` : ''}.`,
        zh: `从 ${from} 访问 ${url} 得到 ${status}${who ? `，应答的是 ${who}` : ''}。`,
      },
      last?.trace,
    );
  },
};

/** The API server's own sentence, when the refusal is its Status. */
function errorWords(exchange: Exchange): string {
  if (!exchange.ok || !headerOf(exchange.response.headers, 'content-type')?.includes('json')) return '';
  try {
    const { message } = JSON.parse(exchange.response.body) as { message?: string };
    return message ? ` (${message})` : '';
  } catch {
    return '';
  }
}

// hey: sends many requests, and says how they went. Models rakyll/hey 0.1.4 requester/{requester,report,print}.go.

import { goError } from '#machine/go-error.ts';
import type { NetworkError } from '#machine/http.ts';
import { KeptConnection } from '#machine/kept-connection.ts';
import type { Program } from '#machine/program.ts';
import { parseUrl } from '../curl/url.ts';
import { endedBy, parseOptions } from '../tool.ts';

interface Result {
  readonly seconds: number;
  readonly status: number;
  readonly bytes: number;
}

export const hey: Program = async (process) => {
  const { argv, stderr, stdout, signal, host } = process;
  // Go's flags begin with one dash, however long they are.
  const words = argv.map((arg) => (arg === '-host' || arg.startsWith('-disable-') || arg === '-h2' ? `-${arg}` : arg));
  const options = parseOptions({ ...process, argv: words }, '', 'ncqzmHdDTtAao', {
    host: 'O',
    'disable-keepalive': 'k',
    'disable-compression': 'C',
    'disable-redirects': 'R',
    h2: '2',
  });
  if (!options) return 2;
  const { on, rest } = options;
  const url = rest[0] === undefined ? undefined : parseUrl(rest[0]);
  if (!url || 'exit' in url) {
    stderr.write('Usage: hey [options...] <url>\n');
    return 1;
  }
  const workers = Number(on.get('c') ?? 50);
  const wanted = on.has('z') ? Number.POSITIVE_INFINITY : Number(on.get('n') ?? 200);
  if (!(workers > 0) || !(wanted > 0)) {
    stderr.write('-n and -c cannot be smaller than 1.\n');
    return 1;
  }
  if (wanted < workers) {
    stderr.write('-n cannot be less than -c.\n');
    return 1;
  }
  const startMs = host.now();
  const untilMs = on.has('z') ? startMs + durationMs(on.get('z')!) : Number.POSITIVE_INFINITY;
  const perWorker = Number.isFinite(wanted) ? Math.floor(wanted / workers) : wanted;
  const pauseMs = on.has('q') ? 1000 / Number(on.get('q')) : 0;
  const results: Result[] = [];
  const errors = new Map<string, number>();
  const authority = url.port === (url.scheme === 'https' ? 443 : 80) ? url.host : `${url.host}:${url.port}`;
  const headers: (readonly [string, string])[] = [
    ['Host', on.get('O') ?? authority],
    ['User-Agent', 'hey/0.0.1'],
    ...(on.has('T') ? [['Content-Type', on.get('T')!] as const] : [['Content-Type', 'text/html'] as const]),
    ...(on.has('H')
      ? [
          on
            .get('H')!
            .split(/:\s*(.*)/s)
            .slice(0, 2) as [string, string],
        ]
      : []),
  ];
  const request = {
    method: on.get('m') ?? 'GET',
    url: url.href,
    headers,
    body: on.get('d') ?? '',
    ...(on.has('2') && { version: 'HTTP/2' as const }),
  };
  const timeoutMs = Number(on.get('t') ?? 20) * 1000;

  // Each worker goes on with its connection, and so with its endpoint.
  const worker = async (): Promise<void> => {
    const keep = on.has('k') ? undefined : new KeptConnection();
    for (let i = 0; i < perWorker && !signal.aborted && host.now() < untilMs; i++) {
      if (pauseMs > 0) await host.sleep(pauseMs, signal);
      const exchange = await host.fetch(request, {
        signal,
        insecure: true,
        ...(keep && { keep }),
        ...(timeoutMs > 0 && { timeoutMs }),
      });
      if (signal.aborted) break;
      if (exchange.ok)
        results.push({
          seconds: exchange.elapsedMs / 1000,
          status: exchange.response.status,
          bytes: exchange.response.body.length,
        });
      else {
        const why = `${request.method[0]}${request.method.slice(1).toLowerCase()} ${JSON.stringify(url.href)}: ${requestError(exchange.error, exchange.remote)}`;
        errors.set(why, (errors.get(why) ?? 0) + 1);
      }
    }
    keep?.close();
  };
  await Promise.all(Array.from({ length: workers }, worker));
  if (signal.aborted && signal.reason !== 'SIGINT') return endedBy(process);
  stdout.write(report(results, errors, (host.now() - startMs) / 1000));
  return 0;
};

const durationMs = (text: string): number =>
  [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smh])/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit as 's']!,
    0,
  );

function requestError(
  { kind, phase }: NetworkError,
  remote: { readonly ip: string; readonly port: number } | undefined,
): string {
  const at = remote ? `${remote.ip}:${remote.port}` : '';
  switch (kind) {
    case 'unresolved':
      return 'dial tcp: lookup: no such host';
    case 'timeout':
      return phase === 'connect'
        ? `dial tcp ${at}: i/o timeout`
        : 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
    case 'protocol':
      return 'net/http: HTTP/1.x transport connection broken: malformed HTTP response';
    case 'tls':
      return 'tls: failed to verify certificate';
    default:
      return goError(kind, at);
  }
}

/** Source: print.go. */
function report(results: readonly Result[], errors: ReadonlyMap<string, number>, total: number): string {
  const times = results.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const four = (n: number): string => n.toFixed(4);
  const failed = [...errors].map(([why, count]) => `  [${count}]\t${why}\n`).join('');
  const distribution = failed === '' ? '' : `\nError distribution:\n${failed}`;
  if (times.length === 0)
    return `\nSummary:\n  Total:\t${four(total)} secs\n  Slowest:\t0.0000 secs\n  Fastest:\t0.0000 secs\n  Average:\tNaN secs\n  Requests/sec:\t${four(0)}\n  \n\nResponse time histogram:\n\n\nLatency distribution:\n\nDetails (average, fastest, slowest):\n\nStatus code distribution:\n${distribution}\n\n`;
  const [fastest, slowest] = [times[0]!, times.at(-1)!];
  const average = times.reduce((a, b) => a + b, 0) / times.length;
  const bytes = results.reduce((sum, r) => sum + r.bytes, 0);
  const codes = new Map<number, number>();
  for (const { status } of results) codes.set(status, (codes.get(status) ?? 0) + 1);
  const percentiles = [10, 25, 50, 75, 90, 95, 99]
    .map((p) => `  ${p}% in ${four(times[Math.min(times.length - 1, Math.floor((p * times.length) / 100))]!)} secs\n`)
    .join('');
  return (
    `\nSummary:\n  Total:\t${four(total)} secs\n  Slowest:\t${four(slowest)} secs\n  Fastest:\t${four(fastest)} secs\n  Average:\t${four(average)} secs\n  Requests/sec:\t${four(times.length / total)}\n  \n  Total data:\t${bytes} bytes\n  Size/request:\t${Math.floor(bytes / times.length)} bytes\n` +
    `\nResponse time histogram:\n${histogram(times, fastest, slowest)}\n\nLatency distribution:\n${percentiles}` +
    `\nStatus code distribution:\n${[...codes].map(([code, n]) => `  [${code}]\t${n} responses\n`).join('')}${distribution}\n\n`
  );
}

function histogram(times: readonly number[], fastest: number, slowest: number): string {
  const BUCKETS = 10;
  const size = (slowest - fastest) / BUCKETS;
  const marks = Array.from({ length: BUCKETS + 1 }, (_, i) => (i === BUCKETS ? slowest : fastest + size * i));
  const counts = marks.map(() => 0);
  for (const time of times) {
    const at = marks.findIndex((mark) => time <= mark);
    counts[at < 0 ? BUCKETS : at]!++;
  }
  const most = Math.max(...counts);
  return marks
    .map((mark, i) => `  ${mark.toFixed(3)} [${counts[i]}]\t|${'■'.repeat(Math.round((counts[i]! * 40) / most))}\n`)
    .join('');
}

// Asks for the logs and prints them, one after the other or, when followed, all at once. Models logs.go sequentialConsumeRequest and parallelConsumeRequest.

import { type ApiRequest, ConnectionError } from '#apimachinery/wire.ts';
import { connectionFail, dressed, query, send, statusOf } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { Fail, StatusFail } from '../../errors.ts';

export interface Source {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

const SELECTOR_TAIL = 10;

function requestOf({ flags }: Factory, { namespace, pod, container }: Source): ApiRequest {
  const tail = flags.int('tail');
  const lines = tail >= 0 ? tail : flags.string('selector') && !flags.changed('tail') ? SELECTOR_TAIL : undefined;
  const sinceMs = flags.durationMs('since');
  const values = {
    container,
    follow: flags.bool('follow') || undefined,
    insecureSkipTLSVerifyBackend: flags.bool('insecure-skip-tls-verify-backend') || undefined,
    limitBytes: flags.int('limit-bytes') || undefined,
    previous: flags.bool('previous') || undefined,
    sinceSeconds: sinceMs > 0 ? Math.ceil(sinceMs / 1000) : undefined,
    sinceTime: flags.string('since-time') || undefined,
    tailLines: lines,
    timestamps: flags.bool('timestamps') || undefined,
  };
  return { method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${pod}/log${query(values)}` };
}

/** Writes whole lines, each behind its prefix; a line that has not ended is kept until it does. */
function lineWriter(factory: Factory, prefix: string): { write(text: string): void; end(): void } {
  let rest = '';
  return {
    write(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) factory.out(lines.map((line) => `${prefix}${line}\n`).join(''));
    },
    end() {
      if (rest !== '') factory.out(prefix + rest);
      rest = '';
    },
  };
}

async function readOne(factory: Factory, source: Source): Promise<void> {
  const { flags, process } = factory;
  const request = requestOf(factory, source);
  const prefixed = flags.bool('prefix') || flags.bool('all-pods');
  const writer = lineWriter(factory, prefixed ? `[pod/${source.pod}/${source.container}] ` : '');
  if (!flags.bool('follow')) {
    const answer = await send(factory, request);
    if (answer.code >= 400) throw new StatusFail(statusOf(answer, request));
    writer.write(typeof answer.body === 'string' ? answer.body : '');
    writer.end();
    return;
  }
  try {
    const answer = await factory
      .transport()
      .stream(dressed(factory, request), (piece) => writer.write(String(piece)), process.signal);
    if (answer.code >= 400) throw new StatusFail(statusOf(answer, request));
    writer.end();
  } catch (error) {
    if (process.signal.aborted) return;
    throw error instanceof ConnectionError ? connectionFail(factory, request, error) : error;
  }
}

export async function readLogs(factory: Factory, sources: readonly Source[]): Promise<void> {
  const one = async (source: Source): Promise<void> => {
    try {
      await readOne(factory, source);
    } catch (error) {
      if (!(error instanceof Fail) || !factory.flags.bool('ignore-errors')) throw error;
      factory.out(`error: ${error.message}\n`);
    }
  };
  if (factory.flags.bool('follow')) await Promise.all(sources.map(one));
  else for (const source of sources) await one(source);
}

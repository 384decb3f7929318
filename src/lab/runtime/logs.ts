// What the kubelet answers to `logs`: the lines asked for, and those that come. Models pkg/kubelet/server containerLogs.

import { reply, status } from '#apimachinery/status.ts';
import type { Answer } from '#apimachinery/wire.ts';
import type { PodSandbox } from './container.ts';
import { selectLines, showLine } from './log-buffer.ts';

/** @param query as in the URL: container, previous, follow, timestamps, tailLines, limitBytes … */
export function logsOf(
  sandbox: PodSandbox | undefined,
  { podName, container }: { readonly podName: string; readonly container: string },
  query: Readonly<Record<string, string>>,
  nowMs: number,
): Answer {
  const isTrue = (key: string): boolean => query[key] === 'true' || query[key] === '1';
  const previous = isTrue('previous');
  const log = (previous ? sandbox?.previousLogs : sandbox?.logs)?.get(container);
  if (!log && previous)
    return reply(
      status.badRequest(
        `previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(podName)} not found`,
      ),
    );
  const headers = { 'content-type': 'text/plain' };
  if (!log) return { code: 200, headers, body: '' };
  const timestamps = isTrue('timestamps');
  const text = selectLines(log.lines, query, nowMs)
    .map((line) => showLine(line, timestamps))
    .join('');
  if (!isTrue('follow') || log.ended)
    return { code: 200, headers, body: query.limitBytes ? text.slice(0, Number(query.limitBytes)) : text };
  return {
    code: 200,
    headers,
    open: ({ piece, end }) => {
      if (text !== '') piece(text);
      return log.follow((line) => piece(showLine(line, timestamps)), end);
    },
  };
}

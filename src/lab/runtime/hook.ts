// What came of a lifecycle hook. Models pkg/kubelet/lifecycle/handlers.go.

import type { Container, LifecycleHandler, Pod } from '#api/core/types.ts';
import type { HookResult } from '#kubelet/runtime.ts';
import { type Executed, notExecuted } from './exec.ts';
import { getFromNode, headersOf, type Reach, type Reached, urlOf } from './node-request.ts';

/** Of an exec hook. Source: cri-client remote_runtime.go execSync. */
export function hookResult({ exec }: LifecycleHandler, ran: Executed, random: () => number): HookResult {
  const [command = ''] = exec?.command ?? [];
  if (ran === 'no such program') return { ok: false, error: notExecuted(command, random), output: '' };
  const { code, stdout, stderr } = ran;
  if (code === 0) return { ok: true };
  const error = `command '${exec?.command?.join(' ') ?? ''}' exited with ${code}: ${stderr}`;
  return { ok: false, error, output: stdout + stderr };
}

/** Any answer is a success: nobody looks at its status. Source: handlers.go runHTTPHandler. */
export function hookHttp(
  pod: Pod,
  container: Container,
  action: NonNullable<LifecycleHandler['httpGet']>,
  reach: Reach,
): HookResult | Promise<HookResult> {
  const url = urlOf(pod, container, action);
  if (typeof url !== 'string') return { ok: false, error: url.error };
  const { httpHeaders = [] } = action;
  const host = httpHeaders.find(({ name }) => name.toLowerCase() === 'host')?.value;
  const judge = (reached: Reached): HookResult =>
    'error' in reached ? { ok: false, error: reached.error } : { ok: true };
  const reached = getFromNode(pod, url, headersOf(httpHeaders, 'kube-lifecycle/1.34'), host, reach);
  return reached instanceof Promise ? reached.then(judge) : judge(reached);
}

// What came of a lifecycle hook. Models pkg/kubelet/lifecycle/handlers.go.

import type { Container, LifecycleHandler, Pod } from '#api/core/types.ts';
import type { HookResult } from '#kubelet/runtime.ts';
import { type FindHandler, getFromNode } from './probe.ts';

/** Of an exec hook. Source: cri-client remote_runtime.go execSync. */
export function hookResult(
  { exec }: LifecycleHandler,
  { code, output }: { readonly code: number; readonly output: string },
): HookResult {
  if (code === 0) return { ok: true };
  return { ok: false, error: `command '${exec?.command?.join(' ') ?? ''}' exited with ${code}: ${output}`, output };
}

/** Any answer is a success: nobody looks at its status. Source: handlers.go runHTTPHandler. */
export function hookHttp(
  pod: Pod,
  container: Container,
  action: NonNullable<LifecycleHandler['httpGet']>,
  handlerAt: FindHandler,
): HookResult | Promise<HookResult> {
  const judge = (reached: Awaited<ReturnType<typeof getFromNode>>): HookResult =>
    'error' in reached ? { ok: false, error: reached.error } : { ok: true };
  const reached = getFromNode(pod, container, action, handlerAt, 'kube-lifecycle/1.34');
  return reached instanceof Promise ? reached.then(judge) : judge(reached);
}

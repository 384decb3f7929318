// Models pkg/kubelet/lifecycle/handlers.go HandlerRunner.Run: a hook runs, and its container waits for it.

import type { LifecycleHandler } from '#api/core/types.ts';
import type { ContainerRecord, Hook } from '../runtime.ts';
import { describePod, type Scene } from './stage.ts';

/** Stage `hooked` comes when the hook has ended, or `timeoutMs` is over. A hook begun anew makes an earlier one's end count for nothing. */
export function beginHook(
  scene: Scene,
  record: ContainerRecord,
  which: Hook['which'],
  handler: LifecycleHandler,
  timeoutMs?: number,
): void {
  const { deps, pod, runtime, next } = scene;
  const { name } = record.spec;
  const hook: Hook = { which };
  record.hook = hook;
  if (handler.sleep) {
    const ms = handler.sleep.seconds * 1000;
    next('hooked', Math.min(ms, timeoutMs ?? ms), { container: name });
    return;
  }
  const withIP = { ...pod, status: { ...pod.status, ...(runtime.ip && { podIP: runtime.ip }) } };
  const answer = deps.runtime.hook(withIP, record.spec, handler, timeoutMs);
  if (!(answer instanceof Promise)) {
    if (!answer.ok) hook.failed = answer;
    next('hooked', 0, { container: name });
    return;
  }
  void answer.then((result) =>
    scene.later((now) => {
      if (record.hook !== hook) return;
      if (!result.ok) hook.failed = result;
      now.next('hooked', 0, { container: name });
    }),
  );
}

/** What a container's status says about a postStart hook that failed; its events never do, as output may hold secrets. */
export function hookFailure(
  { pod }: Scene,
  { spec }: ContainerRecord,
  handler: LifecycleHandler,
  { error, output = '' }: NonNullable<Hook['failed']>,
): string {
  const where = `for Container ${JSON.stringify(spec.name)} in Pod ${JSON.stringify(describePod(pod))}`;
  if (handler.exec)
    return `Exec lifecycle hook (${`[${(handler.exec.command ?? []).join(' ')}]`}) ${where} failed - error: ${error}, message: ${JSON.stringify(output)}`;
  return `HTTP lifecycle hook (${handler.httpGet?.path ?? ''}) ${where} failed - error: ${error}`;
}

// A probe, within its time. Models pkg/kubelet/prober/prober.go runProbe.

import type { Container, Pod, Probe } from '#api/core/types.ts';
import { expand } from '#kubelet/resolve.ts';
import type { ProbeResult } from '#kubelet/runtime.ts';
import { Lazy } from '#machine/lazy.ts';
import { loadCommands } from '#shell/commands/index.ts';
import { interpreter } from '#shell/interpreter.ts';
import type { World } from '../machine.ts';
import type { RunningContainer } from './container.ts';
import { notExecuted, runToEnd } from './exec.ts';
import type { Reach } from './node-request.ts';
import { failure, lateHttp, lateTcp, MOST_READ, probeHttp, probeTcp, unknown } from './probe.ts';

/** For clusters that have such a probe. */
export const grpcProbeCode = new Lazy(() => import('./grpc-probe.ts'));

interface Asked {
  readonly pod: Pod;
  readonly container: Container;
  readonly running: RunningContainer;
  readonly probe: Probe;
}

export function askContainer(asked: Asked, reach: Reach, world: World): ProbeResult | Promise<ProbeResult> {
  const { pod, container, probe } = asked;
  if (probe.exec) return askByCommand(asked, world);
  if (probe.grpc)
    return grpcProbeCode.load().then(({ probeGrpc, lateGrpc }) => {
      const ask = (): Promise<ProbeResult> => probeGrpc(pod, probe, reach.own(probe.grpc!.port));
      return within(probe, world, ask, () => lateGrpc(probe));
    });
  const [ask, late] = probe.httpGet ? [probeHttp, lateHttp] : [probeTcp, lateTcp];
  return within(
    probe,
    world,
    (signal) => ask(pod, container, probe, { ...reach, signal }),
    () => late(pod, container, probe),
  );
}

async function askByCommand({ container, running, probe }: Asked, world: World): Promise<ProbeResult> {
  // Only what the container's own `env` says in so many words. Source: ExpandContainerCommandOnlyStatic.
  const env = Object.fromEntries((container.env ?? []).map(({ name, value = '' }) => [name, value]));
  const command = (probe.exec?.command ?? []).map((text) => expand(text, env));
  // The page fetches programs when they are first needed: that takes real time, not the command's.
  await Promise.all([loadCommands(), interpreter.load()]).catch(() => undefined);
  const run = async (signal: AbortSignal): Promise<ProbeResult> => {
    const executed = await runToEnd(running, command, signal);
    if (executed === 'no such program') return unknown(notExecuted(command[0] ?? '', () => world.random()));
    const { code, stdout, stderr } = executed;
    return code === 0 ? { ok: true } : failure((stdout + stderr).slice(0, MOST_READ));
  };
  const { timeoutSeconds = 1 } = probe;
  return within(probe, world, run, () =>
    failure(`command timed out: ${JSON.stringify(command.join(' '))} timed out after ${timeoutSeconds}s`),
  );
}

/** The answer, or what is said once the probe's time is over; `signal` then ends what still runs. */
function within(
  { timeoutSeconds = 1 }: Probe,
  world: World,
  ask: (signal: AbortSignal) => ProbeResult | Promise<ProbeResult>,
  late: () => ProbeResult,
): ProbeResult | Promise<ProbeResult> {
  const over = new AbortController();
  const answer = ask(over.signal);
  if (!(answer instanceof Promise)) return answer;
  return Promise.race([answer, patience(timeoutSeconds, world, over.signal).then(late)]).finally(() =>
    over.abort('SIGKILL'),
  );
}

/**
 * Step by step, and not before this moment's work is done: `instant` time may run on by minutes within one turn of the host, in which
 * nobody can answer. So a leap is one step of many.
 */
async function patience(seconds: number, world: World, signal: AbortSignal): Promise<void> {
  await Promise.resolve();
  const STEPS = 10;
  for (let i = 0; i < STEPS && !signal.aborted; i++) await world.sleep((seconds * 1000) / STEPS, signal);
}

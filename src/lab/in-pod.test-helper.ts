// Runs command lines at places of a lab in instant time, as somebody would with kubectl exec.

import { MemoryFiles } from '#machine/memory-files.ts';
import type { Host, Process } from '#machine/program.ts';
import { textInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import type { Lab } from './lab.ts';

/** Standard output and error as they came, and `[exit N]` where it is not 0. The lab must be driven. */
export async function runAt(lab: Lab, place: string, line: string, stdin = ''): Promise<string> {
  const host: Host & { readonly files?: MemoryFiles } =
    place === 'laptop' ? lab.machines.laptop : lab.machines.runtime.machineAt(place)!;
  const sink = new TextSink();
  const process: Process = {
    argv: ['sh', '-c', line],
    env: { PATH: '/usr/bin:/bin', HOME: '/root' },
    cwd: '/',
    files: host.files ?? new MemoryFiles({}, () => 0),
    stdin: textInput(stdin),
    stdout: sink,
    stderr: sink,
    signal: new AbortController().signal,
    host,
  };
  const code = await host.programs.get('sh')!(process);
  return code === 0 ? sink.text : `${sink.text}[exit ${code}]`;
}

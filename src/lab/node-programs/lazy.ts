// The list of a node's own programs: names first, code when one is run.

import { Lazy, lazyProgram } from '#machine/lazy.ts';
import type { Program } from '#machine/program.ts';
import type { NodeView } from './node-programs.ts';

export const nodeProgramCode = new Lazy(async () => (await import('./node-programs.ts')).programsOf);

export function nodePrograms(view: NodeView): readonly (readonly [string, Program])[] {
  const program = (name: string): Program => lazyProgram(nodeProgramCode, (programsOf) => programsOf(view).get(name)!);
  return ['iptables-save', 'iptables', 'ip'].map((name) => [name, program(name)] as const);
}

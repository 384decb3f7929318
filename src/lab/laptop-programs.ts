// Commands that only the laptop has: the cloud's, and faults on demand. Fetched when first used.

import { Lazy, lazyProgram } from '#machine/lazy.ts';
import type { Program } from '#machine/program.ts';
import type { CloudDeps } from './cloud/cloud.ts';
import type { FaultDeps } from './fault/fault.ts';

export const laptopProgramCode = new Lazy(async () => ({
  ...(await import('./fault/fault.ts')),
  ...(await import('./cloud/cloud.ts')),
}));

export function laptopPrograms(deps: FaultDeps): readonly (readonly [string, Program])[] {
  const cloud: CloudDeps = {
    hasCloud: deps.hasCloud,
    faults: deps.get,
    setFaults: deps.set,
    list: deps.list,
  };
  return [
    ['fault', lazyProgram(laptopProgramCode, ({ faultProgram }) => faultProgram(deps))],
    ['cloud', lazyProgram(laptopProgramCode, ({ cloudProgram }) => cloudProgram(cloud))],
  ];
}

// What is fetched when first needed, all of it. In `instant` time nothing may be fetched on the way: simulated time would run on
// meanwhile, and the same commands would not give the same output.

import { loadYaml } from '#apimachinery/yaml-loader.ts';
import { loadCel } from '#apiserver/cel/loader.ts';
import { bringsRules } from '#apiserver/cel/need.ts';
import { seldomVerbs } from '#kubectl/cmd/seldom.ts';
import { imageCode } from '#kubelet/images/index.ts';
import { loadPki } from '#pki/loader.ts';
import { loadCommands } from '#shell/commands/index.ts';
import { interpreter } from '#shell/interpreter.ts';
import { acmeCode } from './acme-authorities.ts';
import { browserCode } from './browser/lazy.ts';
import { l7Code } from './l7-balancers.ts';
import { laptopProgramCode } from './laptop-programs.ts';
import { later } from './later.ts';
import { nodeProgramCode } from './node-programs/lazy.ts';
import { grpcProbeCode } from './runtime/ask.ts';
import { whyCode } from './why/command.ts';

let done = false;

/** Needed once, before the first lab in `instant` time. */
export async function preload(): Promise<void> {
  await Promise.all([
    preloadPrograms(),
    loadCel(),
    ...[...imageCode, l7Code, acmeCode, grpcProbeCode].map((code) => code.load()),
  ]);
  done = true;
}

/** What every lab comes to need; not what only some do. */
export async function preloadPrograms(): Promise<void> {
  await Promise.all([
    loadYaml(),
    loadCommands(),
    loadPki(),
    interpreter.load(),
    seldomVerbs.load(),
    later.load(),
    laptopProgramCode.load(),
    nodeProgramCode.load(),
    whyCode.load(),
    browserCode.load(),
  ]);
}

/** Before a lab in `live` time gets objects at its start, or a snapshot: the control loops' own writes are judged at once. */
export async function preloadFor(held: unknown): Promise<void> {
  if (bringsRules(held)) await loadCel();
}

export const isPreloaded = (): boolean => done;

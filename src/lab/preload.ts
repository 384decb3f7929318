// What is fetched when first needed, all of it. In `instant` time nothing may be fetched on the way: simulated time would run on
// meanwhile, and the same commands would not give the same output.

import { loadYaml } from '#apimachinery/yaml-loader.ts';
import { loadCommands } from '#shell/commands/index.ts';
import { interpreter } from '#shell/interpreter.ts';

let done = false;

/** Needed once, before the first lab in `instant` time. */
export async function preload(): Promise<void> {
  await Promise.all([loadYaml(), loadCommands(), interpreter.load()]);
  done = true;
}

export const isPreloaded = (): boolean => done;

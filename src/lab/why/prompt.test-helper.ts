// A laptop's prompt in a lab with these objects, as a reader has it.

import { expect } from 'vitest';
import { Lab, type LabOptions } from '../lab.ts';
import { LaptopShell } from '../laptop-shell.ts';
import { preload } from '../preload.ts';

await preload();

/** What is printed, on either stream. */
export type Ask = (line: string) => Promise<string>;

let stops: (() => void)[] = [];

/** `time`: what drives the lab. */
export async function prompt(
  options: LabOptions,
  objects: readonly object[],
  time: Parameters<Lab['drive']>[0],
): Promise<Ask> {
  const lab = new Lab(options);
  stops.push(lab.drive(time));
  await lab.machines.warm();
  expect(lab.apply(objects)).toBeUndefined();
  const shell = new LaptopShell(lab);
  return async (line) => {
    const { stdout, stderr } = await shell.capture(line);
    return `${stdout}${stderr}`;
  };
}

export function stopAll(): void {
  for (const stop of stops) stop();
  stops = [];
}

/** As `why … -o json` has it. */
export interface Told {
  readonly broken: {
    readonly code: string;
    readonly what: string;
    readonly mend: string;
    readonly decided: { readonly object: string; readonly path: string };
  };
}

/** A fault of one object, and what is said of it. */
export interface Row {
  /** `pod/web`, with ` -n NAMESPACE` where that is another. */
  readonly of: string;
  readonly code: string;
  /** Object and path. */
  readonly decided: string;
  readonly says: readonly string[];
  readonly mend: string;
  readonly zh: string;
}

/** Names whose end is drawn. */
const DRAWN = /(cm-acme-http-solver)-\w+/;

export async function expectTold(ask: Ask, { of, code, decided, says, mend, zh }: Row): Promise<void> {
  const { broken } = JSON.parse(await ask(`why ${of} -o json`)) as Told;
  const { object, path } = broken.decided;
  expect([broken.code, (path === undefined ? object : `${object} ${path}`).replace(DRAWN, '$1-DRAWN')]).toEqual([
    code,
    decided,
  ]);
  for (const words of says) expect(broken.what).toContain(words);
  expect(broken.mend).toContain(mend);
  const chinese = await ask(`LANGUAGE=zh why ${of}`);
  expect(chinese).toContain(zh);
  expect(`${broken.what}${broken.mend}${chinese}`).not.toMatch(/\{\w+\}|undefined|Because|Mend:/);
}

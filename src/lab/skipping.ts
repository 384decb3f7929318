// What a learner is told who waits, and how time is moved on for them.

import type { Skipping } from '#shell/waiting-line.ts';
import type { RealTime } from './clock.ts';
import type { Lab } from './lab.ts';
import { jump } from './stepping.ts';

const WORDS = {
  en: {
    waits: (command: string): string => `Ctrl-F skips to the next event · waiting: ${command}`,
    stands: (command: string): string => `Time stands still: Ctrl-F goes on to the next event · waiting: ${command}`,
  },
  zh: {
    waits: (command: string): string => `按 Ctrl-F 跳到下一个事件 · 正在等待：${command}`,
    stands: (command: string): string => `时间静止：按 Ctrl-F 走到下一个事件 · 正在等待：${command}`,
  },
} as const;

export interface SkippingDeps {
  readonly real: RealTime;
  readonly language: keyof typeof WORDS;
  /** Simulated seconds a real second; 0: time stands still. */
  readonly speed: () => number;
  /** What runs waits for the learner, in an editor or a form, and not for the cluster. */
  readonly isLearnersTurn: () => boolean;
}

export function skippingOf(lab: Lab, { real, language, speed, isLearnersTurn }: SkippingDeps): Skipping {
  const soon = (): Promise<void> => new Promise((ready) => real.soon(ready));
  return {
    after(ms, run) {
      const timer = real.setTimeout(run, ms);
      return () => real.clearTimeout(timer);
    },
    words(command) {
      const { clock, cluster, machines } = lab;
      const isDue = clock.nextEffectMs(Math.max(cluster.newsMs, machines.changedMs)) !== undefined;
      if (isLearnersTurn() || !(isDue || cluster.waiting > 0)) return undefined;
      return WORDS[language][speed() === 0 ? 'stands' : 'waits'](command);
    },
    async skip(over) {
      if (!isLearnersTurn()) await jump(lab, () => speed() === 0, soon, over);
    },
  };
}

// What a work begins with: a lesson's own start, what was kept of it, or another exercise's cluster.

import type { BirpcReturn } from 'birpc';
import type { ParamValues } from '#grading/params.ts';
import type { LessonStart } from '#grading/start.ts';
import type { LabOptions } from '#lab/lab.ts';
import type { Engine, LessonFiles, Page, StartOptions } from './protocol.ts';
import type { Saved } from './saved.ts';
import type { Moment, Moments } from './time/moments.ts';

/** The page, as the worker asks it. */
export type Remote = BirpcReturn<Page, Engine>;

/** What a work begins with. */
export interface Opening
  extends Partial<
    Pick<Saved, 'snapshot' | 'commands' | 'lines' | 'beganMs' | 'answers' | 'solved' | 'beganAs' | 'spentMs' | 'times'>
  > {
  readonly options: StartOptions;
  readonly files: LessonFiles | undefined;
  readonly history: string[];
  readonly page: Remote;
  readonly seed: number;
  readonly params: ParamValues;
  readonly start: LessonStart;
  readonly at?: string | undefined;
  readonly images?: LabOptions['images'];
  readonly moments: Moments<Saved>;
  /** Time stands still from the beginning. */
  readonly held?: boolean;
  /** What the terminals' shells know already. */
  readonly shells?: Moment<Saved>['shells'];
}

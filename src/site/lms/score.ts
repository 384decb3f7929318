// How far a lesson is done, as the page itself shows it, for whoever reports it to a learning platform.

export interface Score {
  /** Ids of exercises of which all checks have passed, now or in an earlier visit. */
  readonly passed: readonly string[];
  readonly total: number;
  /** 0 to 1. */
  readonly scaled: number;
  readonly isComplete: boolean;
}

/** What the platform has kept of earlier visits. */
export type Earlier = Pick<Score, 'passed' | 'scaled' | 'isComplete'>;

export const NOTHING_EARLIER: Earlier = { passed: [], scaled: 0, isComplete: false };

/** Never less than there was: on another machine the lesson begins anew, and an exercise may be begun again. */
export function scoreOf(
  exercises: readonly { readonly id: string; readonly isPassed: boolean }[],
  earlier: Earlier = NOTHING_EARLIER,
): Score {
  const passed = exercises.filter(({ id, isPassed }) => isPassed || earlier.passed.includes(id)).map(({ id }) => id);
  const total = exercises.length;
  const scaled = total === 0 ? 1 : Math.round((passed.length / total) * 100) / 100;
  const own = passed.length < total ? Math.min(scaled, 0.99) : 1;
  return {
    passed,
    total,
    scaled: Math.max(own, earlier.scaled),
    isComplete: passed.length === total || earlier.isComplete,
  };
}

/** What a platform is told. */
export interface Reporter {
  readonly earlier: Earlier;
  /** Never less than `earlier`, nor than what was reported before. */
  report(score: Score): void;
  /** The page is being left, after so many seconds. */
  end(seconds: number): void;
}

/** Reports the exercises of this page from now on. */
export function watch(reporter: Reporter): void {
  let so = reporter.earlier;
  let last = '';
  const exercises = () =>
    [...document.querySelectorAll<HTMLElement>('[data-exercise]')].map(({ dataset }) => ({
      id: dataset['exercise'] ?? '',
      isPassed: dataset['state'] === 'passed',
    }));
  const report = (): void => {
    const score = scoreOf(exercises(), so);
    so = score;
    const text = JSON.stringify(score);
    if (text !== last) reporter.report(score);
    last = text;
  };
  // Before the first verdicts nothing is known of what this browser has kept; they may have come before the platform's answer did.
  document.addEventListener('portolan:shown', report);
  if (exercises().length === 0 || exercises().some(({ isPassed }) => isPassed)) report();
  addEventListener('pagehide', () => reporter.end(Math.round(performance.now() / 1000)), { once: true });
}

// How far a lesson is done, as the page itself shows it, for whoever reports it to a learning platform.

export interface Score {
  /** Ids of exercises of which all checks have passed. */
  readonly passed: readonly string[];
  readonly total: number;
  /** 0 to 1. */
  readonly scaled: number;
  readonly isComplete: boolean;
}

export function scoreOf(exercises: readonly { readonly id: string; readonly isPassed: boolean }[]): Score {
  const passed = exercises.filter(({ isPassed }) => isPassed).map(({ id }) => id);
  const total = exercises.length;
  const scaled = total === 0 ? 1 : Math.round((passed.length / total) * 100) / 100;
  return {
    passed,
    total,
    scaled: passed.length < total ? Math.min(scaled, 0.99) : 1,
    isComplete: passed.length === total,
  };
}

/** What a platform is told. */
export interface Reporter {
  /** The first call has what earlier visits have passed. */
  report(score: Score): void;
  /** The page is being left, after so many seconds. */
  end(seconds: number): void;
}

/** Reports the exercises of this page from now on. */
export function watch(reporter: Reporter): void {
  let last = '';
  const report = (): void => {
    const sections = [...document.querySelectorAll<HTMLElement>('[data-exercise]')];
    const score = scoreOf(
      sections.map(({ dataset }) => ({ id: dataset['exercise'] ?? '', isPassed: dataset['state'] === 'passed' })),
    );
    const text = JSON.stringify(score);
    if (text !== last) reporter.report(score);
    last = text;
  };
  document.addEventListener('portolan:shown', report);
  report();
  addEventListener('pagehide', () => reporter.end(Math.round(performance.now() / 1000)), { once: true });
}

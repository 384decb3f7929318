// In a SCORM package: reports to the player's API. Source: SCORM 1.2 Run-Time Environment 3.2 to 3.4, SCORM 2004 4th Edition RTE 3 and 4.

import { type Earlier, type Reporter, type Score, watch } from './score.ts';
import { storeOf } from './store.ts';

type Method = (...args: readonly string[]) => string;
type Api = Readonly<Record<string, Method>>;

interface Words {
  /** In what the API's methods begin. */
  readonly prefix: '' | 'LMS';
  readonly finish: 'Terminate' | 'Finish';
  readonly learner: string;
  readonly exit: string;
  /** Where the score is read, and what it is out of. */
  readonly score: readonly [string, number];
  /** Each status, and what of it is final. */
  readonly statuses: Readonly<Record<string, readonly string[]>>;
  /** What is to be set for a score. */
  values(score: Score): readonly (readonly [string, string])[];
  time(seconds: number): readonly [string, string];
}

const two = (n: number): string => String(n).padStart(2, '0');
const raw = ({ scaled }: Score): string => String(Math.round(scaled * 100));

const WORDS: Readonly<Record<'1.2' | '2004', Words>> = {
  '1.2': {
    prefix: 'LMS',
    finish: 'Finish',
    learner: 'cmi.core.student_id',
    exit: 'cmi.core.exit',
    score: ['cmi.core.score.raw', 100],
    // A platform makes `passed` of `completed` where the score suffices.
    statuses: { 'cmi.core.lesson_status': ['completed', 'passed'] },
    values: (score) => [
      ['cmi.core.score.min', '0'],
      ['cmi.core.score.max', '100'],
      ['cmi.core.score.raw', raw(score)],
      ['cmi.core.lesson_status', score.isComplete ? 'completed' : 'incomplete'],
      ['cmi.suspend_data', score.passed.join(',')],
    ],
    time: (s) => [
      'cmi.core.session_time',
      `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`,
    ],
  },
  '2004': {
    prefix: '',
    finish: 'Terminate',
    learner: 'cmi.learner_id',
    exit: 'cmi.exit',
    score: ['cmi.score.scaled', 1],
    statuses: { 'cmi.completion_status': ['completed'], 'cmi.success_status': ['passed'] },
    values: (score) => [
      ['cmi.score.min', '0'],
      ['cmi.score.max', '100'],
      ['cmi.score.raw', raw(score)],
      ['cmi.score.scaled', String(score.scaled)],
      ['cmi.progress_measure', String(score.scaled)],
      ['cmi.completion_status', score.isComplete ? 'completed' : 'incomplete'],
      ['cmi.success_status', score.isComplete ? 'passed' : 'unknown'],
      ['cmi.suspend_data', score.passed.join(',')],
    ],
    time: (s) => ['cmi.session_time', `PT${s}S`],
  },
};

/** The player's API is in a frame around, or in the window that opened this one. Source: SCORM RTE, the API discovery algorithm. */
function found(): { readonly api: Api; readonly words: Words } | undefined {
  const NAMES = { API_1484_11: '2004', API: '1.2' } as const;
  const starts = [window, ...(window.opener ? [window.opener as Window] : [])];
  for (const start of starts) {
    let at: Window = start;
    for (let depth = 0; depth < 500; depth++) {
      try {
        for (const [name, version] of Object.entries(NAMES)) {
          const api = (at as unknown as Record<string, Api | undefined>)[name];
          if (api) return { api, words: WORDS[version] };
        }
      } catch {
        // A frame of another origin has none for this one.
      }
      if (at.parent === at) break;
      at = at.parent;
    }
  }
  return undefined;
}

function reporterOf(api: Api, words: Words): Reporter | undefined {
  const call = (method: string, ...args: string[]): string => String(api[words.prefix + method]?.(...args) ?? '');
  if (call('Initialize', '') !== 'true') return undefined;
  const get = (name: string): string => call('GetValue', name);
  const store = storeOf(get(words.learner));
  const isFinal = (name: string): boolean => words.statuses[name]?.includes(get(name)) ?? false;
  const [score, most] = words.score;
  const earlier: Earlier = {
    passed: get('cmi.suspend_data').split(',').filter(Boolean),
    scaled: Math.min(1, Number(get(score)) / most || 0),
    isComplete: Object.keys(words.statuses).some(isFinal),
  };
  const set = (values: readonly (readonly [string, string])[]): void => {
    for (const [name, value] of values) if (!isFinal(name)) call('SetValue', name, value);
    call('Commit', '');
  };
  const begun = words.values({ passed: [], total: 1, scaled: 0, isComplete: false });
  // A lesson that is left before anything is known of it, without a status, would count as completed. Source: SCORM 1.2 RTE 3.4.4.
  const statuses = earlier.isComplete ? [] : begun.filter(([name]) => name in words.statuses);
  // Without it the next launch would be a new attempt, of which the platform has nothing. What is set of it lasts for this launch.
  set([[words.exit, 'suspend'], ...statuses]);
  return {
    earlier,
    report(reached) {
      set(words.values(reached));
      store?.report(reached);
    },
    end(seconds) {
      call('SetValue', ...words.time(seconds));
      call('Commit', '');
      call(words.finish, '');
    },
  };
}

const player = found();
const reporter = player && reporterOf(player.api, player.words);
if (reporter) watch(reporter);
else console.warn('Portolan: no SCORM player answers here; nothing is reported.');

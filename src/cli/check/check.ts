// `portolan check LESSON [EXERCISE]`: grades a lesson's exercises on any cluster, by its API.

import { writeFileSync } from 'node:fs';
import { ConnectionError } from '#apimachinery/wire.ts';
import type { Evidence } from '#grading/check.ts';
import { judgeCheck } from '#grading/grade.ts';
import type { Check, Exercise } from '#grading/lesson.ts';
import { LOCALES, type Locale } from '#grading/text.ts';
import type { FlagValues } from '#kubectl/command.ts';
import { withCredentials } from '#kubectl/credentials.ts';
import { chosenExec, chosenTarget } from '#kubectl/kubeconfig.ts';
import { execute } from '../execute.ts';
import { httpTransport } from '../http-transport.ts';
import { lessonStart } from '../lesson-files.ts';
import { nodeProcess } from '../node-process.ts';
import { complain, type OptionSpec, optionsOf, type Parsed } from '../options.ts';
import { ClusterApi } from './api.ts';
import { clusterEvidence } from './evidence.ts';
import { Interruption } from './interruption.ts';
import { NotJudged } from './not-judged.ts';
import { ProbePods } from './probe-pods.ts';
import { Recording } from './recording.ts';
import { missingOf, rightsFor, showMaybeMissing, showMissing } from './rights.ts';

const specs: Readonly<Record<string, OptionSpec>> = {
  kubeconfig: { value: 'text', metavar: 'FILE', help: 'whose cluster (default: $KUBECONFIG, ~/.kube/config)' },
  context: { value: 'text', metavar: 'NAME', help: 'which of its contexts (default: the current one)' },
  seed: { value: 'whole', metavar: 'N', help: 'what the lesson’s own values are drawn from (default 1)' },
  answer: { value: 'texts', metavar: 'CHECK=VALUE', help: 'the answer to a question; repeatable' },
  language: { value: LOCALES, help: 'of the verdicts (default en)' },
  json: { value: 'flag', help: 'print one JSON document' },
  record: {
    value: 'text',
    metavar: 'FILE',
    help: 'write what the cluster answered to the checks’ requests, as a transcript',
  },
  help: { value: 'flag', help: 'print this' },
};

const ABOUT = `Grades an exercise, or all of a lesson, on the cluster that the kubeconfig names: a simulated one, or a real one.
Requests from inside the cluster are sent by Pods that it makes in namespace default and removes; those from the laptop and the
internet by this machine. What it needs and may not do is said before it begins. Ctrl-C removes what it made. Exit code: 0 when all that could be judged has passed, 1 when something failed, 2 for a mistake in the call.`;

interface Result {
  readonly exercise: string;
  readonly check: string;
  readonly ask: string;
  readonly state: 'passed' | 'failed' | 'not judged';
  readonly because: string;
}

export async function check(args: string[]): Promise<number> {
  const parsed = optionsOf({ name: 'check', args: 'LESSON [EXERCISE] [options]', about: ABOUT, specs }, args);
  if (typeof parsed === 'number') return parsed;
  const [slug, exerciseId, ...more] = parsed.rest;
  if (slug === undefined) return complain('portolan check: which lesson? `portolan lesson list` names them');
  if (more.length > 0)
    return complain(
      `portolan check: unexpected argument ${JSON.stringify(more[0])}; it takes a lesson and an exercise`,
    );
  const start = lessonStart(exerciseId === undefined ? slug : `${slug}/${exerciseId}`, parsed.number('seed') ?? 1);
  if ('error' in start) return complain(start.error.replace(/^--lesson/, 'portolan check'));
  const { lesson } = start.folder;
  const exercises = lesson.exercises.filter(({ id }) => exerciseId === undefined || id === exerciseId);
  const answers = answersOf(parsed.texts('answer'), exercises);
  if ('error' in answers) return complain(answers.error);

  let target: ReturnType<typeof chosenTarget>;
  let exec: ReturnType<typeof chosenExec>;
  const self = nodeProcess(['kubectl']);
  try {
    target = chosenTarget(self, flagsOf(parsed));
    exec = chosenExec(self, flagsOf(parsed));
  } catch (error) {
    return complain(`portolan check: ${(error as Error).message}`);
  }
  const transport = exec
    ? withCredentials({ process: self, execute }, target, exec, httpTransport)
    : httpTransport(target);
  const api = new ClusterApi(transport);
  const probes = new ProbePods(api);
  const interruption = new Interruption(probes);
  const locale = (parsed.text('language') as Locale | undefined) ?? 'en';
  try {
    const missing = await missingOf(await rightsFor(exercises), api);
    if (missing === undefined)
      process.stderr.write('portolan check: the cluster does not say what this user may do; going on\n');
    else {
      const needed = missing.filter(({ isMaybe }) => !isMaybe);
      if (needed.length > 0) return complain(`portolan check: ${showMissing(needed)}`);
      if (missing.length > 0) process.stderr.write(`portolan check: ${showMaybeMissing(missing)}\n`);
    }
    const recording = new Recording();
    const evidence = recording.of(clusterEvidence(api, probes, answers.given));
    const results: Result[] = [];
    for (const exercise of exercises)
      for (const one of exercise.checks) {
        recording.begin(lesson.slug, exercise.id, one.id);
        results.push(await judge(exercise, one, evidence, locale));
      }
    process.stdout.write(
      parsed.flag('json') ? `${JSON.stringify({ lesson: lesson.slug, results })}\n` : shown(results),
    );
    const file = parsed.text('record');
    if (file !== undefined) {
      const unwritten = write(file, recording.text(await api.voucher()));
      if (unwritten) return complain(`portolan check: --record ${file} cannot be written: ${unwritten}`);
    }
    return results.some(({ state }) => state === 'failed') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    process.stderr.write(`portolan check: no answer from ${target.server}: ${error.message}\n`);
    return 1;
  } finally {
    await interruption.end();
  }
}

async function judge(exercise: Exercise, one: Check, evidence: Evidence, locale: Locale): Promise<Result> {
  const about = { exercise: exercise.id, check: one.id, ask: one.ask[locale] };
  const kind = one.kind.kind;
  if (kind === 'ran' || kind === 'predict')
    return { ...about, state: 'not judged', because: 'what was typed is seen in the lesson’s own terminal only' };
  if (kind === 'answer' && !evidence.answers.has(one.id))
    return { ...about, state: 'not judged', because: `not answered: give --answer ${one.id}=VALUE` };
  try {
    const { state, because } = await judgeCheck(exercise, one, evidence);
    return { ...about, state: state === 'pending' ? 'not judged' : state, because: because[locale] };
  } catch (error) {
    if (!(error instanceof NotJudged)) throw error;
    return { ...about, state: 'not judged', because: error.message };
  }
}

/** Why it could not be. */
function write(file: string, text: string): string | undefined {
  try {
    writeFileSync(file, text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function shown(results: readonly Result[]): string {
  const marks = { passed: 'passed', failed: 'FAILED', 'not judged': '–' } as const;
  let text = '';
  let exercise = '';
  for (const result of results) {
    if (result.exercise !== exercise) text += `${result.exercise}\n`;
    ({ exercise } = result);
    text += `  ${marks[result.state].padEnd(7)} ${result.check}: ${result.ask}\n          ${result.because}\n`;
  }
  const count = (state: Result['state']): number => results.filter((result) => result.state === state).length;
  return `${text}${count('passed')} passed, ${count('failed')} failed, ${count('not judged')} not judged\n`;
}

function answersOf(
  texts: readonly string[],
  exercises: readonly Exercise[],
): { readonly given: ReadonlyMap<string, string> } | { readonly error: string } {
  const questions = exercises.flatMap(({ checks }) => checks).filter(({ kind }) => kind.kind === 'answer');
  const given = new Map<string, string>();
  for (const text of texts) {
    const [, id, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (id === undefined || value === undefined)
      return { error: `portolan check: --answer is ${JSON.stringify(text)}; give CHECK=VALUE` };
    if (!questions.some((question) => question.id === id))
      return {
        error: `portolan check: --answer: there is no question ${id}; there are ${questions.map((q) => q.id).join(', ') || 'none'}`,
      };
    given.set(id, value);
  }
  return { given };
}

/** kubectl's own reading of kubeconfig files, with these two flags and no others. */
function flagsOf(parsed: Parsed): FlagValues {
  return {
    string: (name) => (name === 'kubeconfig' || name === 'context' ? (parsed.text(name) ?? '') : ''),
    bool: () => false,
    int: () => 0,
    durationMs: () => 0,
    list: () => [],
    changed: (name) => parsed.text(name) !== undefined,
    given: ['kubeconfig', 'context'].flatMap((name) => {
      const value = parsed.text(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  };
}

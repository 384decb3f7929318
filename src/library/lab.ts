// A lab as the library hands it out: the engine's, behind the small surface of api.ts.

import { parseGoDuration } from '#apimachinery/duration.ts';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { KUBECONFIG, SERVER_URL } from '#lab/kubeconfig.ts';
import { Lab as Engine, type LabOptions as EngineOptions, SNAPSHOT_VERSION, type Snapshot } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import { nullInput, textInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { DOCUMENTS } from '#network/documents.ts';
import type { CommandOptions, CommandResult, Lab, LabOptions, RequestResult } from './api.ts';
import { labFetch } from './fetch.ts';
import { hostTime } from './real-time.ts';

/** What the host has to give beside what its user gave. */
export type Host = Required<Pick<EngineOptions, 'openApi' | 'documents'>>;

/** A lab, and the engine behind it for what only some hosts can do. */
export interface Made {
  readonly lab: Lab;
  readonly engine: Engine;
}

/** How old a new cluster in `live` time is not: it begins now. */
const beginning = ({ time = 'instant', start }: LabOptions): number | undefined =>
  start?.getTime() ?? (time === 'live' ? Date.now() : undefined);

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** @throws {Error} when `apply` is no YAML, or is refused. */
export async function makeLab(options: LabOptions, host: Host): Promise<Made> {
  await preload();
  const { nodes, provider, seed, time = 'instant', speed, files, env, openApi = {}, documents = {} } = options;
  const startMs = beginning(options);
  const given = (file: string): string | undefined => {
    const url = DOCUMENTS.find((document) => document.file === file)?.url;
    return url !== undefined && Object.hasOwn(documents, url) ? documents[url] : undefined;
  };
  const engine = new Engine({
    time,
    ...(nodes !== undefined && { nodes }),
    ...(provider && { provider }),
    ...(seed !== undefined && { seed }),
    ...(startMs !== undefined && { startMs }),
    ...(files && { home: files }),
    ...(env && { env }),
    openApi: (groupVersion) =>
      Object.hasOwn(openApi, groupVersion) ? openApi[groupVersion] : host.openApi(groupVersion),
    documents: (file) => given(file) ?? host.documents(file),
  });
  const stop = engine.drive(hostTime(), speed);
  const lab = labOf(engine, stop);
  if (options.apply !== undefined) {
    const parsed = parseYamlDocuments(options.apply);
    const refused = 'error' in parsed ? `line ${parsed.line}: ${parsed.error}` : await engine.applyInTurn(parsed.ok);
    if (refused) {
      stop();
      throw new Error(`apply: ${refused}`);
    }
    if (time === 'instant') engine.settle();
  }
  await engine.machines.warm();
  return { lab, engine };
}

function labOf(engine: Engine, stop: () => void): Lab {
  const closed = new AbortController();
  const open = (): void => {
    if (closed.signal.aborted) throw new Error('this lab is closed');
  };
  const running = new Set<Promise<unknown>>();
  const during = <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    const forget = (): void => void running.delete(work);
    work.then(forget, forget);
    return work;
  };

  const run = async (script: string, { stdin, signal }: CommandOptions = {}): Promise<CommandResult> => {
    open();
    const [stdout, stderr] = [new TextSink(), new TextSink()];
    const input = stdin === undefined ? nullInput : textInput(stdin);
    const ended = signal ? AbortSignal.any([signal, closed.signal]) : closed.signal;
    const interrupted = new AbortController();
    // Programs ask for the name of the signal that ends them.
    ended.addEventListener('abort', () => interrupted.abort('SIGINT'), { once: true });
    if (ended.aborted) interrupted.abort('SIGINT');
    const io = { stdin: input, stdout, stderr, signal: interrupted.signal };
    const code = await during(new LaptopShell(engine, { isCommand: true }).runScript(script, io, 'bash: -c'));
    return { stdout: stdout.text, stderr: stderr.text, code };
  };
  const kubectl: Lab['kubectl'] = (args, options) =>
    run(`kubectl ${typeof args === 'string' ? args : args.map(quoted).join(' ')}`, options);
  const fetching = labFetch((request) => engine.handle(request));

  return {
    server: SERVER_URL,
    kubeconfig: KUBECONFIG,
    get now() {
      return new Date(engine.clock.now());
    },
    kubectl,
    sh: run,
    async apply(yaml) {
      const { code, stderr } = await kubectl(['apply', '-f', '-'], { stdin: yaml });
      if (code !== 0) throw new Error(stderr.trimEnd());
    },
    async request(url, { from = 'laptop', ...rest } = {}) {
      open();
      return (await engine.connect({ from, url, ...rest })) as RequestResult;
    },
    async fetch(input, init) {
      open();
      // Its streams end with the lab.
      const signal = init?.signal ? AbortSignal.any([init.signal, closed.signal]) : closed.signal;
      return fetching(input as Request, { ...init, signal });
    },
    async advance(duration) {
      open();
      const ms = typeof duration === 'number' ? duration * 1000 : parseGoDuration(duration);
      if (ms === undefined || !(ms >= 0) || ms === Number.POSITIVE_INFINITY)
        throw new RangeError(
          `advance(${JSON.stringify(duration)}): give a duration as Go writes it (90s, 1h30m), or a number of seconds, 0 or more`,
        );
      await engine.pass(ms);
    },
    snapshot: () => engine.snapshot(),
    restore(snapshot) {
      open();
      if (snapshot?.version !== SNAPSHOT_VERSION)
        throw new TypeError(`restore: no snapshot of this version of Portolan (${SNAPSHOT_VERSION})`);
      engine.restore(snapshot as Snapshot);
    },
    async close() {
      if (closed.signal.aborted) return;
      closed.abort(new Error('this lab is closed'));
      await Promise.allSettled(running);
      stop();
    },
  };
}

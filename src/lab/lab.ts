// Joins the rooms: a cluster, the network around it, and a learner's laptop. The only holder of time and chance.

import type { ApiObject } from '#apimachinery/meta.ts';
import { isStatus } from '#apimachinery/status.ts';
import type { Answer, ApiRequest } from '#apimachinery/wire.ts';
import { isStreaming } from '#apimachinery/wire.ts';
import type { User } from '#apiserver/authn/user.ts';
import type { KubectlBindings } from '#kubectl/command.ts';
import type { Judged } from '#kubectl/resource/judged.ts';
import { type FindImage, type FoundImage, findImage as published } from '#kubelet/images/index.ts';
import type { FileSystem } from '#machine/files.ts';
import { type Hop, told } from '#machine/hop.ts';
import type { Exchange, HttpRequest } from '#machine/http.ts';
import type { FetchOptions, Host, Place, Program } from '#machine/program.ts';
import type { ReadDocument } from '#network/documents.ts';
import { type Authority, PUBLISHED_AUTHORITY } from './authority.ts';
import { bootstrapObjects, type Provider } from './bootstrap.ts';
import type { Visit } from './browser/visit.ts';
import { Clock, type LiveTime, type RealTime, runLive } from './clock.ts';
import { Cluster } from './cluster.ts';
import { answerOf, type ConnectAnswer, httpRequestOf, parseConnect, refusal } from './connect.ts';
import { ExchangeLog } from './exchange-log.ts';
import { cloudOf, type Faults } from './faults.ts';
import { LEARNER, SERVER_URL } from './kubeconfig.ts';
import type { CommandRecord } from './laptop-shell.ts';
import { asHost } from './machine.ts';
import { connectBy, Machines } from './machines.ts';
import { collectionOf } from './paths.ts';
import { isPreloaded } from './preload.ts';
import { type Random, randomFrom } from './random.ts';
import { Sleepers } from './sleepers.ts';
import { SNAPSHOT_VERSION, type Snapshot } from './snapshot.ts';
import type { ApiDoor } from './transport.ts';

export { SNAPSHOT_VERSION, type Snapshot } from './snapshot.ts';

export interface LabOptions {
  /** Worker nodes. Default 3. */
  readonly nodes?: number;
  /** Default `cloud`. */
  readonly provider?: Provider;
  /** Everything that is chosen at random follows from it. Default 1. */
  readonly seed?: number;
  /**
   * `instant`: after every change simulated time jumps ahead until only endless work is left. `waited`: it passes while a program
   * waits, and only then. Default `instant`.
   */
  readonly time?: 'live' | 'instant' | 'waited';
  /** The simulated moment at which the cluster is made, in milliseconds since the epoch. Default 2026-01-05T09:00:00Z. */
  readonly startMs?: number;
  /** The lab stands so from its beginning, instead of as a new cluster. It must be of a lab with the same nodes and provider. */
  readonly snapshot?: Snapshot;
  /** Controllers wait to be stepped from the beginning: see `Cluster.hold`. Default false. */
  readonly held?: boolean;
  /** OpenAPI schemas of a group version, loaded by the host when a client asks. */
  openApi?(groupVersion: string): unknown;
  /** Reads a file of content/manifests, which the simulated internet serves at its project's address. Default: there is none. */
  readonly documents?: ReadDocument;
  /** Images beside those of the simulated registries, and before them. They may be made of files on the laptop. */
  images?(reference: string, laptop: FileSystem): FoundImage | undefined;
  /** Signs certificates. Default: one that is the same for all, and known to all. */
  readonly authority?: Authority;
  /** Programs on the laptop beside the usual ones: `answer`, an editor. */
  readonly programs?: Readonly<Record<string, Program>>;
  /** Files in the learner's home folder, by name. */
  readonly home?: Readonly<Record<string, string>>;
  /** Variables of the learner's environment beside the usual ones, and in their stead: `LANGUAGE`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Opens a file in the learner's editor; resolves with what was saved, undefined when it failed. */
  edit?(path: string): Promise<string | undefined>;
  /** Told what became of the laptop's files that kubectl applied, or compared with what is there. Default: nobody shows them. */
  judged?(judged: Judged): void;
  /** Told, in a sentence, what whoever runs the lab should know: controllers that undo each other's work. Default: nobody is. */
  warn?(words: string): void;
  /** Shows what `open URL` came to. Default: the terminal says it in words. */
  browse?(visit: Visit): void;
}

const isRefusal = (answer: Answer | Promise<Answer>): boolean =>
  !(answer instanceof Promise) && !isStreaming(answer) && isStatus(answer.body);

const DEFAULT_START_MS = Date.parse('2026-01-05T09:00:00Z');
/** Source: the contract's `--time instant`. */
const SETTLE_LIMIT_MS = 600_000;
/** How long nothing has to have happened, how far it has to go, and how long before what comes it ends. */
const LEAP = { calmMs: 120_000, leastMs: 120_000, beforeMs: 30_000 } as const;

/** Chance for all but names, from the same seed. */
const restOf = (seed: number): Random => randomFrom(seed ^ 0x9e37_79b9);

export class Lab {
  readonly clock: Clock;
  readonly cluster: Cluster;
  readonly machines: Machines;
  readonly exchanges = new ExchangeLog();
  /** Told of each line that was run at the prompt of a shell within a laptop's line: in a Pod, on a node. */
  onInner: ((record: CommandRecord) => void) | undefined;
  readonly #options: LabOptions;
  readonly #sleepers: Sleepers;
  readonly #listeners = new Set<() => void>();
  #random: Random;
  /** What is drawn once for each object: who types the same lines more slowly finds the same names. */
  #names: Random;
  #live: LiveTime | undefined;
  #real: RealTime | undefined;
  #settling = false;

  /** In `instant` time, `preload()` must have come before. */
  constructor(options: LabOptions = {}) {
    if ((options.time ?? 'instant') === 'instant' && !isPreloaded())
      throw new Error('await preload() before a lab in instant time');
    this.#options = options;
    // On a whole second, so that which changes share one does not depend on when the lab was made.
    this.clock = new Clock(Math.floor((options.startMs ?? DEFAULT_START_MS) / 1000) * 1000);
    this.#names = randomFrom(options.seed ?? 1);
    this.#random = restOf(this.#names.state);
    this.#sleepers = new Sleepers(this.clock);
    const random = (): number => this.#random.next();
    const sleep = (ms: number, signal?: AbortSignal): Promise<void> => this.#sleepers.sleep(ms, signal);
    const findImage: FindImage = (reference) =>
      options.images?.(reference, this.machines.laptop.files) ?? published(reference);
    this.cluster = new Cluster({
      clock: this.clock,
      findImage,
      random,
      names: () => this.#names.next(),
      secret: String(options.seed ?? 1),
      authority: options.authority ?? PUBLISHED_AUTHORITY,
      cloud: cloudOf(options.provider ?? 'cloud', () => this.machines.faults),
      ...(options.openApi && { openApi: (groupVersion: string) => options.openApi!(groupVersion) }),
      exited: () => this.#react(),
      warn: (words) => options.warn?.(words),
      changed: () => {
        for (const listener of this.#listeners) listener();
      },
    });
    this.machines = new Machines({
      clock: this.clock,
      findImage,
      random,
      names: () => this.#names.next(),
      sleep,
      rest: (ms, signal) => this.#sleepers.rest(ms, signal),
      work: (ms, signal) => this.#sleepers.work(ms, signal),
      cluster: this.cluster,
      door: { handle: (request) => this.handle(request) },
      exchanged: (from, request, exchange) => this.exchanges.add(this.clock.now(), from, request, exchange),
      lastExchange: () => this.exchanges.last,
      entered: (place, line) => {
        const seen = this.exchanges.total;
        return (ended) => this.onInner?.({ line, place, ...ended, exchanges: this.exchanges.since(seen) });
      },
      setFaults: (faults) => {
        this.faults = faults;
      },
      worked: () => this.#react(),
      programs: options.programs ?? {},
      home: options.home ?? {},
      env: options.env ?? {},
      edit: options.edit ?? (async () => undefined),
      judged: options.judged && ((judged: Judged) => options.judged?.(judged)),
      browse: options.browse && ((visit: Visit) => options.browse?.(visit)),
      documents: options.documents ?? (() => undefined),
      nodes: options.nodes ?? 3,
      provider: options.provider ?? 'cloud',
      isInstant: (options.time ?? 'instant') === 'instant',
    });
    this.cluster.attach(this.machines.runtime, this.machines.connector);
    this.cluster.hold(options.held ?? false);
    if (options.snapshot) {
      this.restore(options.snapshot);
      return;
    }
    const objects = bootstrapObjects(options.nodes ?? 3, options.provider ?? 'cloud', this.clock.timestamp());
    const refused = this.apply(objects);
    if (refused) throw new Error(`the cluster could not be made: ${refused}`);
    this.cluster.enrol();
    this.settle();
  }

  get time(): 'live' | 'instant' | 'waited' {
    return this.#options.time ?? 'instant';
  }

  /** In `live`, brings simulated time to the real one: for whoever does something, or asks what time it is, between two events. */
  catchUp(): void {
    this.#live?.catchUp();
  }

  /**
   * One request to the API server; what it sets in motion is done before this returns, in `instant` time down to rest.
   *
   * @param user Who asks. Undefined: the request's own credentials say it.
   */
  handle(request: ApiRequest, user?: User): Answer | Promise<Answer> {
    this.catchUp();
    return this.#answered(request, this.cluster.handle(request, user));
  }

  /**
   * A kubectl on the laptop that only looks and tries, for which nobody has typed a line: what comes later is drawn as if it had not been
   * there. Except where an admission webhook is asked: that call draws as any other.
   */
  aside(): { readonly host: Host; readonly kubectlBindings: KubectlBindings } {
    const { laptop, kubectlBindings } = this.machines;
    const own = randomFrom(this.#random.state);
    const door: ApiDoor = {
      handle: (request) => {
        this.catchUp();
        const [random, names] = [this.#random.state, this.#names.state];
        const given = this.cluster.handle(request, undefined);
        // Only of the answer: what stands is older than that, and keeps what it has drawn.
        this.#random = randomFrom(random);
        this.#names = randomFrom(names);
        return this.#answered(request, given);
      },
    };
    const connect = connectBy(door);
    return { host: asHost(laptop, { random: () => own.next() }), kubectlBindings: { ...kubectlBindings, connect } };
  }

  /** What the answer sets in motion is done. */
  #answered(request: ApiRequest, given: Answer | Promise<Answer>): Answer | Promise<Answer> {
    const answer =
      given instanceof Promise ? given.then((each) => this.#noted(request, each)) : this.#noted(request, given);
    this.#react();
    if (!(answer instanceof Promise) && !this.cluster.signing && !this.#isWaitedFor) return answer;
    return this.#settled(answer);
  }

  /** What the API server passes on, or should have, is a request through the network too: it is asked about as any other. */
  #noted(request: ApiRequest, answer: Answer): Answer {
    if (isStreaming(answer) || !answer.via) return answer;
    const { code: status, body } = answer;
    const asked = { method: request.method, url: SERVER_URL + request.path, headers: [], body: '' };
    const trace = [
      ...answer.via,
      { at: 'apiserver', ...told(`answered ${status}`, 'answered', { status: String(status) }), ok: true },
    ];
    const response = { status, headers: [], body: typeof body === 'string' ? body : JSON.stringify(body) };
    this.exchanges.add(this.clock.now(), 'laptop', asked, { ok: true, response, trace: trace as Hop[], elapsedMs: 0 });
    return answer;
  }

  /** Is a container about something that `instant` time waits for? */
  get #isWaitedFor(): boolean {
    return this.time === 'instant' && this.machines.runtime.working !== undefined;
  }

  /** What cannot be done at once is done before the answer is given. */
  async #settled(answer: Answer | Promise<Answer>): Promise<Answer> {
    const settled = await answer;
    this.#react();
    await this.cluster.signing;
    this.#react();
    await this.rested();
    return settled;
  }

  /** Resolves when containers have done what they are about, at most ten simulated minutes from now; at once in `live` time. */
  async rested(): Promise<void> {
    const limit = this.clock.now() + SETTLE_LIMIT_MS;
    while (this.#isWaitedFor && this.clock.now() < limit) await this.machines.runtime.working;
  }

  /** Creates objects as `kubectl create` would. Returns the first refusal's message. */
  apply(objects: readonly unknown[]): string | undefined {
    for (const value of objects) {
      const object = value as ApiObject;
      const path = collectionOf(object, (apiVersion, kind) => this.cluster.resourceFor(apiVersion, kind));
      if (typeof path !== 'string') return path.error;
      const create = (): ReturnType<Cluster['handle']> =>
        this.cluster.handle(
          { method: 'POST', path: `${path}?fieldManager=portolan`, body: structuredClone(value) },
          LEARNER,
        );
      const { unreachedWebhooks } = this.machines;
      let answer = create();
      // A webhook among the objects is given time to start, as whoever types would give it.
      if (this.time === 'instant' && this.machines.unreachedWebhooks > unreachedWebhooks && isRefusal(answer)) {
        this.#react();
        answer = create();
      }
      if (answer instanceof Promise || isStreaming(answer)) throw new Error(`POST ${path} did not answer at once`);
      if (isStatus(answer.body)) return answer.body.message;
      this.cluster.run();
    }
    this.#react();
    return undefined;
  }

  /** The same, where what stands already may have a say in it: an admission webhook answers from its Pod, and that takes its time. */
  async applyInTurn(objects: readonly unknown[]): Promise<string | undefined> {
    for (const value of objects) {
      const object = value as ApiObject;
      const path = collectionOf(object, (apiVersion, kind) => this.cluster.resourceFor(apiVersion, kind));
      if (typeof path !== 'string') return path.error;
      const body = structuredClone(value);
      const answer = await this.cluster.handle(
        { method: 'POST', path: `${path}?fieldManager=portolan`, body },
        LEARNER,
      );
      if (!isStreaming(answer) && isStatus(answer.body)) return answer.body.message;
      this.cluster.run();
    }
    await this.cluster.signing;
    this.#react();
    return undefined;
  }

  #react(): void {
    this.cluster.run();
    if (this.time === 'instant' && !this.#settling) this.settle();
  }

  /** Runs simulated time ahead until only work that never ends is left, at most ten minutes. */
  settle(): void {
    this.#settling = true;
    const limit = this.clock.now() + SETTLE_LIMIT_MS;
    this.cluster.run();
    // What is under way in a container takes its own time: whoever drives the lab moves the clock for it, moment by moment.
    while (this.clock.pending > 0 && !(this.#real && this.#isWaitedFor)) {
      const due = this.clock.nextDueMs;
      if (due === undefined || due > limit) break;
      this.clock.runNext(limit);
      this.cluster.run();
    }
    this.#settling = false;
  }

  /** Moves simulated time on, running what is due on the way. */
  advance(ms: number): void {
    this.#runUntil(this.clock.now() + ms);
  }

  /** As `advance`, and whatever containers are about on the way is done at its time. The lab must be driven. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.clock.now() + ms;
    const { runtime } = this.machines;
    for (;;) {
      while (!runtime.working) {
        this.#leap(untilMs);
        if (!this.clock.runNext(untilMs)) break;
        this.cluster.run();
      }
      if (!runtime.working || !this.#real) break;
      await new Promise<void>((ready) => this.#real?.soon(ready));
      if (!runtime.working) continue;
      const due = this.clock.nextDueMs;
      if (due === undefined || due > untilMs) break;
      this.#runUntil(due);
    }
    this.#runUntil(untilMs);
  }

  /**
   * Where nothing but repetition is due for long, time leaps to shortly before what comes next: probes that pass, watches and signs of life
   * go on from there as before. Only after a while in which nothing has been written, so that repetition has had its say.
   */
  #leap(towardsMs: number): void {
    const { clock, cluster, machines } = this;
    const now = clock.now();
    const newsMs = Math.max(cluster.newsMs, machines.changedMs);
    if (towardsMs - now < LEAP.leastMs || now - newsMs < LEAP.calmMs) return;
    // On a line that loses packets now and then, repetition is not without effect.
    if (cluster.signing || machines.runtime.working || machines.faults.lossyLinks?.length) return;
    const toMs = Math.min(towardsMs, clock.nextEffectMs(newsMs) ?? towardsMs) - LEAP.beforeMs;
    if (toMs - now < LEAP.leastMs) return;
    clock.leapTo(toMs, newsMs);
    cluster.nodes.beat();
    cluster.run();
  }

  #runUntil(untilMs: number): void {
    for (;;) {
      this.#leap(untilMs);
      if (!this.clock.runNext(untilMs)) break;
      this.cluster.run();
    }
    this.clock.advanceTo(untilMs);
    this.cluster.run();
  }

  /**
   * Lets time run: with real time in `live`; otherwise programs that wait are woken as soon as nothing else is ready.
   *
   * @param speed Simulated seconds a real second, in `live`. Default 1. 0: the clock stands, and only what is due at this moment runs.
   * @returns What stops it.
   */
  drive(real: RealTime, speed = 1): () => void {
    this.#real = real;
    if (this.time === 'live') {
      const live = runLive(this.clock, real, (untilMs) => this.#runUntil(untilMs), speed);
      this.#live = live;
      return () => {
        live.stop();
        this.#real = undefined;
      };
    }
    const stop = this.#sleepers.drive(
      real,
      (untilMs) => this.#runUntil(untilMs),
      (towardsMs) => this.#leap(towardsMs),
    );
    return () => {
      stop();
      this.#real = undefined;
    };
  }

  /** A request from anywhere, through the simulated network. It is not counted as the learner's own. */
  fetch(from: Place, request: HttpRequest, options?: FetchOptions): Promise<Exchange> {
    return this.machines.network.fetch(from, request, options);
  }

  /** `POST /portolan/v1/connect`. */
  async connect(body: unknown): Promise<ConnectAnswer> {
    const request = parseConnect(body);
    if ('error' in request) return refusal(request.error);
    const known = this.machines.knows(request.from);
    if (!known) return refusal(`from: there is no ${request.from}`);
    return answerOf(
      await this.fetch(request.from, httpRequestOf(request), { timeoutMs: (request.timeoutSeconds ?? 5) * 1000 }),
    );
  }

  /** What is broken around the cluster now. */
  get faults(): Faults {
    return this.machines.faults;
  }

  /** Breaks what is said, and mends what is not: `{}` makes all well. In `instant` time the cluster has dealt with it afterwards. */
  set faults(faults: Faults) {
    this.catchUp();
    this.machines.setFaults(faults);
    for (const listener of this.#listeners) listener();
    this.#react();
  }

  /** Called after every change of the cluster. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * A lab that stands as this one does, to try something on: `waited` time passes in it. Programs of the learner do not run there.
   * `stop` it in the end.
   *
   * @throws Before `drive`.
   */
  copy(): { readonly lab: Lab; readonly stop: () => void } {
    if (!this.#real) throw new Error('a lab that nobody drives has no copy');
    const lab = new Lab({ ...this.#options, time: 'waited', held: false, snapshot: this.snapshot() });
    return { lab, stop: lab.drive(this.#real) };
  }

  /** The whole lab as one JSON value. */
  snapshot(): Snapshot {
    return {
      version: SNAPSHOT_VERSION,
      nowMs: this.clock.now(),
      random: this.#random.state,
      names: this.#names.state,
      secret: this.cluster.secret,
      storage: this.cluster.storage.snapshot(),
      machines: this.machines.snapshot(),
    };
  }

  /** Replaces everything with a snapshot. Running programs of the learner are not brought back. */
  restore(snapshot: Snapshot): void {
    this.clock.reset(snapshot.nowMs);
    this.#random = randomFrom(snapshot.random);
    this.#names = randomFrom(snapshot.names ?? snapshot.random);
    this.machines.restore(snapshot.machines);
    this.cluster.restore(snapshot.storage, snapshot.secret);
    this.machines.restart();
    this.#react();
  }
}

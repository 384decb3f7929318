// What the page and the worker with the cluster say to each other. Values only: they cross as messages.

import type { TextRange } from '#apimachinery/field-place.ts';
import type { Way } from '#grading/explain.ts';
import type { Param } from '#grading/params.ts';
import type { LessonStart } from '#grading/start.ts';
import type { Locale } from '#grading/text.ts';
import type { Visit } from '#lab/browser/visit.ts';
import type { Difference } from '#lab/difference.ts';
import type { LoggedRequest } from '#lab/request-log.ts';
import type { Jump, Step } from '#lab/stepping.ts';
import type { Goal, PlacedChart, ShownObject, ShownRequest } from './map/placed.ts';
import type { Times } from './stopwatch.ts';

export type CheckState = 'pending' | 'passed' | 'failed';

export interface CheckVerdict {
  readonly exercise: string;
  readonly check: string;
  readonly state: CheckState;
  /** What was seen, in the learner's language; empty while there is nothing to say. */
  readonly because: string;
  /** It passed though the answer is not so, as a prediction does. */
  readonly wrong?: true;
  /** Of a failed check: the way of the request that decided it. */
  readonly way?: Way;
  /** Of a failed check: the English names of near misses that it refuses in these words. */
  readonly missed?: readonly string[];
}

/** What the lesson shows beside the verdicts. */
export interface Shown {
  readonly verdicts: readonly CheckVerdict[];
  /** What was drawn, and values of the cluster that the lesson's texts name, by what stands in `${…}`. Those that cannot be read yet are not in it. */
  readonly values: Readonly<Record<string, string>>;
  /** Which hints of an exercise fit what was done, by its id. */
  readonly hints: Readonly<Record<string, readonly boolean[]>>;
  /** Of the exercise whose own cluster stands here, if it is one's. */
  readonly stopwatch?: { readonly exercise: string; readonly ms: number; readonly runs: boolean } | undefined;
  /** What exercises took that were solved in a cluster of their own. */
  readonly times: Times;
}

/** Where and when a line was entered. */
export interface EnteredAt {
  readonly terminal: number;
  /** Milliseconds, simulated, since the cluster was made. Undefined: it was kept when nobody counted them. */
  readonly ageMs?: number | undefined;
}

export interface EnteredLine extends EnteredAt {
  readonly line: string;
}

/** A lesson as the learner left it: what `save` gives and `start` takes back. The page only keeps it. */
export interface SavedState {
  readonly version: number;
  readonly lesson: string;
  readonly seed: number;
  /** How many lines had been run at the laptop's prompts since the engine began. */
  readonly ran: number;
  /** Lines typed so far. */
  readonly history: readonly string[];
  /** The exercise in whose own cluster they were typed, if it is one's… */
  readonly at?: string | undefined;
  /** …and what was run there since the cluster was made, at the laptop's prompt, and at those of shells within its lines. */
  readonly commands: readonly { readonly line: string; readonly place: string; readonly exitCode: number }[];
  /** What was run at the laptop's prompts there, in the order in which it had ended: more of it, and less about it. */
  readonly lines: readonly (EnteredLine & { readonly exitCode: number })[];
  /** When the cluster was made, milliseconds since the epoch, and how old it is. Undefined: it was kept when nobody counted that. */
  readonly beganMs?: number | undefined;
  readonly ageMs?: number | undefined;
  readonly [more: string]: unknown;
}

/**
 * A saved state that this version does not take up: of a newer one, of one too old, or one that does not make a cluster; `reason` is for
 * whoever looks into that.
 */
export interface Refused {
  readonly why: 'newer' | 'older' | 'damaged';
  readonly reason: string;
}

export interface Started {
  /** The values drawn for `${…}` in this lesson. */
  readonly params: Readonly<Record<string, string>>;
  /** The learner's home folder, absolute. */
  readonly home: string;
  /** It stands as it was saved. */
  readonly restored: boolean;
  /** Why what was saved could not be taken up, so that the lesson begins anew. */
  readonly refused?: Refused | undefined;
  /** How fast time runs: see `Engine.pace`. */
  readonly speed: number;
}

/** What time it is in the cluster. */
export interface TimeShown {
  /** Milliseconds since the epoch, simulated. */
  readonly nowMs: number;
  readonly speed: number;
  /** How many objects wait for a controller. */
  readonly waiting: number;
}

/** What stands in a file and was refused. Lines and columns from 1. */
export interface Refusal {
  /** In the words of the server, or of kubectl. */
  readonly text: string;
  /** What to underline. */
  readonly range: TextRange;
  /** What was refused, or lacks something, stands on these lines. */
  readonly from: number;
  readonly to: number;
  /** Something is missing there: a line more may be what mends it. */
  readonly isMissing: boolean;
}

/** What became of files that kubectl sent to the server, or had it try. */
export interface JudgedFiles {
  /** Files and folders, absolute. */
  readonly paths: readonly string[];
  /** Of each file of which something was refused: its text as it was sent, and what. */
  readonly refused: readonly {
    readonly path: string;
    readonly text: string;
    readonly refusals: readonly Refusal[];
  }[];
}

/** A prompt on the laptop that waits for a line. */
export interface FreePrompt {
  /** Absolute. */
  readonly cwd: string;
  /** What stands typed there. */
  readonly typed: string;
}

/** What applying a file would change, as the server has tried it. */
export interface WouldApply {
  /** All its objects as YAML, as they are and as they would be; the same text: nothing would change. */
  readonly live: string;
  readonly merged: string;
  /** What `kubectl diff` prints of it. */
  readonly printed: string;
  /** What the server would say beside, a line each. */
  readonly warned: string;
  /** Why it would not be applied all the same: applying is stricter than comparing. Empty: it would be. */
  readonly refused: string;
}

/** A moment that one can go back to. */
export interface MomentShown {
  readonly id: number;
  readonly atMs: number;
  /** The line that was about to be run; undefined: one went back from there to an earlier moment. */
  readonly line: string | undefined;
}

export interface PlacesShown {
  readonly nodes: readonly string[];
  readonly pods: readonly { readonly namespace: string; readonly name: string }[];
}

export interface MomentsShown {
  /** The oldest first. */
  readonly moments: readonly MomentShown[];
  /** So many older ones are not kept any longer. */
  readonly dropped: number;
}

export interface LessonFiles {
  /** `content/lessons/02-clusterip/lesson.yaml` */
  readonly file: string;
  readonly yaml: string;
  /** Files of the learner's home folder, by name. */
  readonly home: Readonly<Record<string, string>>;
}

export interface StartOptions {
  /** A lesson's slug, or `playground`. */
  readonly lesson: string;
  readonly locale: Locale;
  /** What the cluster begins with. Params are not filled in yet. */
  readonly start: LessonStart;
  /** What is drawn from the seed. */
  readonly params: readonly Param[];
  readonly saved?: SavedState | undefined;
  /** The rest of an earlier line stands in grey behind the cursor. */
  readonly suggests: boolean;
  /** What was typed at the prompts and not entered, by terminal. */
  readonly typed: Readonly<Record<number, string>>;
  /** Of a lesson that the course does not have. */
  readonly files?: LessonFiles | undefined;
  /** An image of the learner's own: the folder of its name in the home folder, which begins with these files. */
  readonly image?: { readonly name: string; readonly files: Readonly<Record<string, string>> } | undefined;
  /** From which everything is drawn, where nothing was saved. Default: by chance. */
  readonly seed?: number | undefined;
  /** The simulated moment at which clusters are made, milliseconds since the epoch. Default: now. */
  readonly startMs?: number | undefined;
  /** The terminal's size before its first prompt. */
  readonly columns: number;
  readonly rows: number;
}

/** Page → worker. */
export interface Engine {
  /** Shows the first prompt at once, and resolves when there is a cluster behind it. Keys are taken as soon as the prompt is there. */
  start(options: StartOptions): Promise<Started>;
  key(terminal: number, data: string): void;
  /** Opens the terminal if it is new. */
  resize(terminal: number, columns: number, rows: number): void;
  close(terminal: number): void;
  /** Whether the rest of an earlier line stands in grey behind the cursor, from now on. */
  suggest(on: boolean): void;
  /** Resolves when the terminal's prompt is back and nothing typed is left to be read, and after `Page.judged` of what was run. */
  prompt(terminal: number): Promise<void>;
  /**
   * Resolves when the terminal's prompt is back and the cluster is of that age, for a line that was entered then. Simulated time runs as fast as
   * it can until then, and stands from then on: until `goOn`. Undefined: nobody knows the age, and time runs as ever.
   */
  reach(at: EnteredAt): Promise<void>;
  /** Time runs as it did before `reach`. */
  goOn(): void;
  readFile(path: string): Promise<string | undefined>;
  /** An error in words, or undefined. */
  writeFile(path: string, text: string): Promise<string | undefined>;
  /** Paths of all files below a folder, sorted. */
  listFiles(folder: string): Promise<readonly string[]>;
  save(): Promise<SavedState>;
  answer(check: string, value: string): Promise<void>;
  /**
   * How fast time runs: simulated seconds a real second. 0: it stands still, and controllers wait for `step`. As saved when the worker
   * starts, or 1.
   */
  pace(speed: number): void;
  /** Undefined: there is no cluster yet. */
  time(): Promise<TimeShown | undefined>;
  /** One turn of a controller that changes something; time stands still afterwards. Undefined: nothing is to be done. */
  step(): Promise<Step | undefined>;
  /** To the next moment at which something changes, at most an hour on. Undefined: nothing will. */
  jump(): Promise<Jump | undefined>;
  moments(): Promise<MomentsShown>;
  /** Back to a moment. `said` stands in the terminals then. False: it is not kept any longer. */
  rewind(moment: number, said: string): Promise<boolean>;
  /** Between two moments; `to` undefined: and now. Undefined: one of them is not kept any longer. */
  compare(from: number, to: number | undefined): Promise<readonly Difference[] | undefined>;
  /** Requests to the API server after that of this id, 2000 at most. They are kept from the first call on. */
  requests(since: number): Promise<readonly LoggedRequest[]>;
  /**
   * From now on the cluster's picture is sent when it changes, and each request; undefined ends it. `object`: `Kind/namespace/name` of one
   * that is sent too, at once and when it changes.
   */
  watchMap(options: MapOptions | undefined, object: string | undefined): void;
  /** Where a terminal could begin, beside the laptop: nodes, and Pods that run. */
  places(): Promise<PlacesShown>;
  /** The cluster as the exercise's solution leaves it, which is played for this. Undefined: there is no such exercise. */
  goal(exercise: string): Promise<Goal | undefined>;
  /** Opens a URL in the laptop's browser. `proceeds`: in spite of a doubtful certificate. */
  visit(url: string, proceeds: boolean): Promise<Visit>;
  /** Undefined: something runs in the terminal, or a line goes on. */
  promptAt(terminal: number): Promise<FreePrompt | undefined>;
  /**
   * What `kubectl apply -f PATH` would change, with the environment of the terminal's shell. A text: why that cannot be told, as
   * `kubectl diff` says it; refusals have come by `Page.judged` before.
   */
  wouldApply(terminal: number, path: string): Promise<WouldApply | string>;
  /**
   * Resolves when a terminal has taken the keys that were sent to it: a line that they entered has begun. While another cluster is on its way,
   * that one's terminal. At once before the start: what is typed then stands in `Page.typed`.
   */
  taken(terminal: number): Promise<void>;
  /** Resolves at once. The page asks to find out whether the worker is alive. */
  ping(): Promise<void>;
}

export interface MapOptions {
  /** Namespaces of the system too. */
  readonly system: boolean;
  /** In pixels: where names are long, the picture may be so wide. */
  readonly room: number;
}

/** Worker → page. */
export interface Page {
  output(terminal: number, text: string): void;
  /** What stands typed there and has not been entered, or read by a program. */
  typed(terminal: number, text: string): void;
  /** Resolves when all output until now is on the screen. */
  drawn(terminal: number): Promise<void>;
  verdicts(shown: Shown): void;
  /** The cluster or a file changed: a good moment to save. */
  changed(): void;
  /** A line of the laptop's prompt is about to be run: nothing of it is done yet. */
  begun(line: string, at: EnteredAt): void;
  /** A line of the laptop's prompt has been run. */
  ran(line: string, exitCode: number): void;
  filesChanged(): void;
  judged(files: JudgedFiles): void;
  map(chart: PlacedChart): void;
  asked(request: ShownRequest): void;
  /** The object that the page looks at. Undefined: it is gone. */
  looked(object: string, shown: ShownObject | undefined): void;
  /** `open URL` came to this. */
  browse(visit: Visit): void;
  /** The lesson begins otherwise now than when this cluster was made. */
  startChanged(): void;
  /** Opens a text in the editor for `kubectl edit`. Undefined: closed without saving. */
  edit(path: string, text: string): Promise<string | undefined>;
}

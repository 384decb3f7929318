// What a container wrote, as a node keeps it: whole lines with their times.

export interface LogLine {
  readonly atMs: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** Lines kept for one container. Real nodes rotate at 10 MiB. */
const KEPT = 5000;

/** So many lines a container may write while it starts. */
const STARTING = 30;
/** Containers of one image say the same when they start: each text is there once. Emptied when it is full. */
const texts = new Map<string, string>();
const MAX_TEXTS = 2000;

function once(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= MAX_TEXTS) texts.clear();
  texts.set(text, text);
  return text;
}

interface Follower {
  line(line: LogLine): void;
  end(): void;
}

export class LogBuffer {
  #lines: LogLine[] = [];
  #ended = false;
  /** Undefined: nobody ever followed. */
  #followers: Set<Follower> | undefined;

  add(line: LogLine): void {
    this.#lines.push(this.#lines.length < STARTING ? { ...line, text: once(line.text) } : line);
    if (this.#lines.length > KEPT) this.#lines = this.#lines.slice(-KEPT);
    for (const follower of this.#followers ?? []) follower.line(line);
  }

  /** The container has ended: followers are told. */
  end(): void {
    this.#ended = true;
    for (const follower of this.#followers ?? []) follower.end();
    this.#followers = undefined;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** `end` is called at once if the container has ended. Returns what stops it. */
  follow(line: (line: LogLine) => void, end: () => void): () => void {
    if (this.#ended) {
      end();
      return () => undefined;
    }
    const followers = (this.#followers ??= new Set());
    const follower = { line, end };
    followers.add(follower);
    return () => followers.delete(follower);
  }
}

/** The lines that a `GET …/log` asks for, in its query's words. Source: kubelet pkg/kubelet/kuberuntime/logs ReadLogs. */
export function selectLines(
  lines: readonly LogLine[],
  query: Readonly<Record<string, string>>,
  nowMs: number,
): readonly LogLine[] {
  const { sinceSeconds, sinceTime, tailLines } = query;
  const fromMs = sinceSeconds ? nowMs - Number(sinceSeconds) * 1000 : sinceTime ? Date.parse(sinceTime) : -Infinity;
  const recent = lines.filter(({ atMs }) => atMs >= fromMs);
  return tailLines === undefined ? recent : recent.slice(recent.length - Math.min(recent.length, Number(tailLines)));
}

export function showLine({ atMs, text }: LogLine, timestamps: boolean): string {
  return timestamps ? `${new Date(atMs).toISOString().replace('Z', '000000Z')} ${text}\n` : `${text}\n`;
}

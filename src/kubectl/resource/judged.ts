// Whoever shows the files that a verb sends to the server is told what it came to.

import type { Command, Factory } from '../command.ts';
import { Fail, Fails } from '../errors.ts';
import { absolute } from '../kubeconfig.ts';

/** What became of the files and folders that `-f` named. */
export interface Judged {
  /** Absolute paths. */
  readonly paths: readonly string[];
  /** What the server, or kubectl itself, has refused; `path` undefined: no file is to blame. */
  readonly refused: readonly { readonly path: string | undefined; readonly failure: Fail }[];
}

type Run = NonNullable<Command['run']>;

/** A verb's `run`, which tells. */
export function judging(run: Run): Run {
  return async (factory) => {
    try {
      const code = await run(factory);
      if (!asksNobody(factory)) tell(factory, []);
      return code;
    } catch (error) {
      if (error instanceof Fail) tell(factory, error instanceof Fails ? error.all : [error]);
      throw error;
    }
  };
}

function tell(factory: Factory, failures: readonly Fail[]): void {
  const { process, flags } = factory;
  const paths = flags.list('filename').filter(isPath);
  if (paths.length === 0) return;
  const pathOf = (source: string | undefined): string | undefined =>
    source !== undefined && isPath(source) ? absolute(process, source) : undefined;
  const refused = failures.map((failure) => ({ path: pathOf(failure.inFile?.source), failure }));
  const blamed = refused.flatMap(({ path }) => path ?? []);
  // Of the others nothing is known where the server was not asked.
  const isOfAll = !asksNobody(factory) || blamed.length < refused.length;
  factory.judged?.({ paths: isOfAll ? paths.map((path) => absolute(process, path)) : blamed, refused });
}

/** The client's dry run prints what it would send. `diff` has no such flag. */
const asksNobody = ({ flags }: Factory): boolean =>
  flags.changed('dry-run') && ['client', 'unchanged', 'true'].includes(flags.string('dry-run'));

const isPath = (name: string): boolean => name !== '-' && name !== 'STDIN' && !/^https?:\/\//.test(name);

// What is wrong with a lesson, so that its author can act on it.

export interface Problem {
  /** Permanent: `WrongType`, `UnknownField`, `CheckNeverFails`, … */
  readonly name: string;
  /** `content/lessons/02-clusterip/lesson.yaml` */
  readonly file: string;
  /** Counted from 1; undefined where the whole file is meant. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
  /** `exercises[0].checks[1].reach.status` */
  readonly path?: string;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  readonly hint: string;
}

/** As a compiler prints it: place first, then what, then what to do. */
export function showProblem({ name, file, line, column, path, message, expected, found, hint }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return [
    `${place}: ${name}: ${path ? `${path}: ` : ''}${message}`,
    ...(expected ? [`  expected: ${expected}`] : []),
    ...(found ? [`  found:    ${found}`] : []),
    `  to do:    ${hint}`,
  ].join('\n');
}

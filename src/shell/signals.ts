// Signals by name and number. Source: signal(7), x86.

const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...NAMES.map((name, index) => [name, index + 1] as const),
  ['RTMIN', 34] as const,
  ...Array.from({ length: 15 }, (_, i) => [`RTMIN+${i + 1}`, 35 + i] as const),
  ...Array.from({ length: 14 }, (_, i) => [`RTMAX-${14 - i}`, 50 + i] as const),
  ['RTMAX', 64] as const,
]);

/** By name (`SIGTERM`, `term`) or number; undefined if there is no such signal. */
export function signalNamed(text: string): { readonly name: string; readonly number: number } | undefined {
  const short = text.toUpperCase().replace(/^SIG/, '');
  for (const [name, number] of NUMBERS) {
    if (name === short || String(number) === text) return { name, number };
  }
  return undefined;
}

/** As `kill -l` and `trap -l` list them. */
export function signalTable(): string {
  let out = '';
  [...NUMBERS].forEach(([name, number], index) => {
    out += `${String(number).padStart(2)}) SIG${name}${index % 5 === 4 ? '\n' : '\t'}`;
  });
  return `${out}\n`;
}

export function exitOfSignal(signal: AbortSignal): number {
  return 128 + (signalNamed(String(signal.reason))?.number ?? 15);
}

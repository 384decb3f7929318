// Which key does what, as readline's Emacs keymap has it.

export type Action =
  | 'accept'
  | 'interrupt'
  | 'delete or end'
  | 'complete'
  | 'list completions'
  | 'insert completions'
  | 'begin'
  | 'end'
  | 'back'
  | 'on'
  | 'word back'
  | 'word on'
  | 'rub out'
  | 'delete'
  | 'kill on'
  | 'kill back'
  | 'kill to space'
  | 'kill word back'
  | 'kill word on'
  | 'kill line'
  | 'delete spaces'
  | 'yank'
  | 'yank older'
  | 'yank last argument'
  | 'transpose'
  | 'transpose words'
  | 'upper'
  | 'lower'
  | 'capital'
  | 'undo'
  | 'revert'
  | 'clear'
  | 'older'
  | 'newer'
  | 'oldest'
  | 'newest'
  | 'search back'
  | 'search on'
  | 'accept and next'
  | 'edit and accept'
  | 'comment'
  | 'abort';

const KEYS: Readonly<Record<Action, readonly string[]>> = {
  accept: ['\r', '\n'],
  interrupt: ['\x03'],
  'delete or end': ['\x04'],
  complete: ['\t'],
  'list completions': ['\x1b?', '\x1b='],
  'insert completions': ['\x1b*'],
  begin: ['\x01', '\x1b[H', '\x1bOH', '\x1b[1~', '\x1b[7~'],
  end: ['\x05', '\x1b[F', '\x1bOF', '\x1b[4~', '\x1b[8~'],
  back: ['\x02', '\x1b[D', '\x1bOD'],
  on: ['\x06', '\x1b[C', '\x1bOC'],
  'word back': ['\x1bb', '\x1b[1;5D', '\x1b[1;3D', '\x1b\x1b[D', '\x1b[5D'],
  'word on': ['\x1bf', '\x1b[1;5C', '\x1b[1;3C', '\x1b\x1b[C', '\x1b[5C'],
  'rub out': ['\x7f', '\b'],
  delete: ['\x1b[3~'],
  'kill on': ['\x0b'],
  'kill back': ['\x15', '\x18\x7f'],
  'kill to space': ['\x17'],
  'kill word back': ['\x1b\x7f', '\x1b\b', '\x1b[3;5~'],
  'kill word on': ['\x1bd'],
  'kill line': ['\x18\x0b'],
  'delete spaces': ['\x1b\\'],
  yank: ['\x19', '\x1b[2~'],
  'yank older': ['\x1by'],
  'yank last argument': ['\x1b.', '\x1b_'],
  transpose: ['\x14'],
  'transpose words': ['\x1bt'],
  upper: ['\x1bu'],
  lower: ['\x1bl'],
  capital: ['\x1bc'],
  undo: ['\x1f', '\x18\x15'],
  revert: ['\x1br'],
  clear: ['\x0c'],
  older: ['\x10', '\x1b[A', '\x1bOA'],
  newer: ['\x0e', '\x1b[B', '\x1bOB'],
  oldest: ['\x1b<'],
  newest: ['\x1b>'],
  'search back': ['\x12'],
  'search on': ['\x13'],
  'accept and next': ['\x0f'],
  'edit and accept': ['\x18\x05'],
  comment: ['\x1b#'],
  abort: ['\x07'],
};

export const BINDINGS: ReadonlyMap<string, Action> = new Map(
  Object.entries(KEYS).flatMap(([action, keys]) => keys.map((key) => [key, action as Action] as const)),
);

/** With a negative argument, what one does the other does. */
export const OPPOSITES: ReadonlyMap<Action, Action> = new Map(
  (
    [
      ['on', 'back'],
      ['word on', 'word back'],
      ['delete', 'rub out'],
      ['kill on', 'kill back'],
      ['kill word on', 'kill word back'],
      ['newer', 'older'],
    ] as const
  ).flatMap(([a, b]) => [[a, b] as const, [b, a] as const]),
);

/** What an argument makes happen so many times. */
export const REPEATED: ReadonlySet<Action> = new Set<Action>([
  ...['on', 'back', 'word on', 'word back', 'delete', 'rub out', 'delete or end'],
  ...['kill word on', 'kill word back', 'kill to space', 'older', 'newer', 'yank'],
  ...['transpose', 'transpose words', 'upper', 'lower', 'capital', 'undo'],
] as Action[]);

/** The beginning of a key of which the rest is still to come. */
export function isPartial(data: string): boolean {
  return /^(?:\x1b(?:\[[\d;]*|O|\[200~(?:(?!\x1b\[201~)[\s\S])*)?|[\x18\x16])$/.test(data);
}

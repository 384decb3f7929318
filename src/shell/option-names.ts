// What `set -o` calls the options, in its order; those without a letter stand by their names.

export const OPTION_NAMES: Readonly<Record<string, string>> = {
  allexport: 'a',
  braceexpand: 'B',
  emacs: 'emacs',
  errexit: 'e',
  errtrace: 'E',
  functrace: 'T',
  hashall: 'h',
  histexpand: 'H',
  history: 'history',
  ignoreeof: 'ignoreeof',
  'interactive-comments': 'interactive-comments',
  keyword: 'k',
  monitor: 'm',
  noclobber: 'C',
  noexec: 'n',
  noglob: 'f',
  nolog: 'nolog',
  notify: 'b',
  nounset: 'u',
  onecmd: 't',
  physical: 'P',
  pipefail: 'pipefail',
  posix: 'posix',
  privileged: 'p',
  verbose: 'v',
  vi: 'vi',
  xtrace: 'x',
};

/** On from the start, in bash. */
export const usualOptions = (interactive: boolean): string[] => [
  ...['B', 'h', 'interactive-comments'],
  ...(interactive ? ['H', 'm', 'emacs', 'history', 'extglob'] : []),
];

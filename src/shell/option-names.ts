// What `set -o` calls the options that have letters.

export const OPTION_NAMES: Readonly<Record<string, string>> = {
  allexport: 'a',
  errexit: 'e',
  noglob: 'f',
  nounset: 'u',
  xtrace: 'x',
  noclobber: 'C',
  pipefail: 'pipefail',
  verbose: 'v',
  monitor: 'm',
  errtrace: 'E',
  functrace: 'T',
  histexpand: 'H',
};

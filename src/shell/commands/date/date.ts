// date: the machine's time, or another one, in a format. Models coreutils' src/date.c. Differs: the time zone is UTC; the clock cannot be set.

import { join } from '#machine/path.ts';
import type { Program } from '#machine/program.ts';
import { strftime } from '../../strftime.ts';
import { parseOptions } from '../tool.ts';
import { parseDate } from './parse-date.ts';

const ISO: Readonly<Record<string, string>> = {
  '': '%F',
  date: '%F',
  hours: '%FT%H%:z',
  minutes: '%FT%H:%M%:z',
  seconds: '%FT%T%:z',
  ns: '%FT%T,%N%:z',
};

export const date: Program = async (process) => {
  let iso: string | undefined;
  const argv = process.argv.filter((arg) => {
    const found = /^(?:-I|--iso-8601=?)(.*)$/.exec(arg);
    if (found) iso = found[1]!;
    return !found;
  });
  const options = parseOptions({ ...process, argv }, 'uR', 'drf', {
    date: 'd',
    utc: 'u',
    universal: 'u',
    reference: 'r',
    'rfc-email': 'R',
    'rfc-3339': 'f',
  });
  if (!options) return 1;
  const { on, rest } = options;
  const complain = (text: string): number => {
    process.stderr.write(`date: ${text}\n`);
    return 1;
  };
  let ms: number | undefined = process.host.now();
  if (on.has('d')) {
    ms = parseDate(on.get('d')!, ms);
    if (ms === undefined) return complain(`invalid date '${on.get('d')}'`);
  } else if (on.has('r')) {
    ms = process.files.stat(join(process.cwd, on.get('r')!))?.modifiedMs;
    if (ms === undefined) return complain(`${on.get('r')}: No such file or directory`);
  }
  const [given] = rest;
  if (given !== undefined && !given.startsWith('+')) return complain(`invalid date '${given}'`);
  if (iso !== undefined && ISO[iso] === undefined) return complain(`invalid argument '${iso}' for '--iso-8601'`);
  const format =
    given?.slice(1) ??
    (iso === undefined ? undefined : ISO[iso]) ??
    (on.has('R')
      ? '%a, %d %b %Y %H:%M:%S %z'
      : on.has('f')
        ? on.get('f') === 'date'
          ? '%F'
          : '%F %T%:z'
        : '%a %b %e %H:%M:%S %Z %Y');
  process.stdout.write(`${strftime(format, ms)}\n`);
  return 0;
};

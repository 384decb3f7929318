// Models robfig/cron/v3 ParseStandard: which schedules there are, and why others are none.

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** Minute, hour, day of month, month, day of week. */
const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];
const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const EVERY = '@every ';

type Parsed = number | { readonly error: string };

function parseInteger(text: string): Parsed {
  if (!/^[+-]?\d+$/.test(text)) {
    const quoted = `strconv.Atoi: parsing ${JSON.stringify(text)}`;
    return { error: `failed to parse int from ${text}: ${quoted}: invalid syntax` };
  }
  const value = Number(text);
  return value < 0 ? { error: `negative number (${value}) not allowed: ${text}` } : value;
}

function parseName(text: string, { min, names }: Bounds): Parsed {
  const at = names?.indexOf(text.toLowerCase()) ?? -1;
  return at >= 0 ? at + min : parseInteger(text);
}

const isError = (parsed: Parsed): parsed is { readonly error: string } => typeof parsed === 'object';

function rangeError(text: string, bounds: Bounds): string | undefined {
  const [range = '', by, ...moreSteps] = text.split('/');
  const [low = '', high, ...moreHyphens] = range.split('-');
  let [start, end] = [bounds.min, bounds.max];
  if (low !== '*' && low !== '?') {
    const first = parseName(low, bounds);
    if (isError(first)) return first.error;
    if (moreHyphens.length > 0) return `too many hyphens: ${text}`;
    const last = high === undefined ? first : parseName(high, bounds);
    if (isError(last)) return last.error;
    [start, end] = [first, last];
  }
  if (moreSteps.length > 0) return `too many slashes: ${text}`;
  let step = 1;
  if (by !== undefined) {
    const parsed = parseInteger(by);
    if (isError(parsed)) return parsed.error;
    step = parsed;
    // `N/step` is from N to the end.
    if (high === undefined) end = bounds.max;
  }
  if (start < bounds.min) return `beginning of range (${start}) below minimum (${bounds.min}): ${text}`;
  if (end > bounds.max) return `end of range (${end}) above maximum (${bounds.max}): ${text}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${text}`;
  return step === 0 ? `step of range should be a positive number: ${text}` : undefined;
}

/** Source: time.ParseDuration. */
function durationError(text: string): string | undefined {
  const quoted = JSON.stringify(text);
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return undefined;
  if (unsigned === '') return `time: invalid duration ${quoted}`;
  let rest = unsigned;
  while (rest !== '') {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) return `time: invalid duration ${quoted}`;
    rest = rest.slice(number.length);
    const unit = /^[^.\d]*/.exec(rest)![0];
    if (unit === '') return `time: missing unit in duration ${quoted}`;
    if (!['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h'].includes(unit))
      return `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`;
    rest = rest.slice(unit.length);
  }
  return undefined;
}

/** Why this is no schedule; undefined: it is one. A time zone in front, which CronJobs refuse anyhow, is not looked up. */
export function scheduleError(text: string): string | undefined {
  const spec = text.replace(/^(CRON_)?TZ=\S* /, '').trim();
  if (text.startsWith('@')) {
    if (DESCRIPTORS.includes(text)) return undefined;
    if (!text.startsWith(EVERY)) return `unrecognized descriptor: ${text}`;
    const wrong = durationError(text.slice(EVERY.length));
    return wrong && `failed to parse duration ${text}: ${wrong}`;
  }
  const fields = spec.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== FIELDS.length)
    return `expected exactly ${FIELDS.length} fields, found ${fields.length}: [${fields.join(' ')}]`;
  for (const [i, field] of fields.entries()) {
    for (const part of field.split(',').filter((p) => p !== '')) {
      const wrong = rangeError(part, FIELDS[i]!);
      if (wrong) return wrong;
    }
  }
  return undefined;
}

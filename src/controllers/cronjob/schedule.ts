// Models what pkg/controller/cronjob asks of robfig/cron: when a schedule strikes.

import { Cron } from 'croner';

export interface Schedule {
  /** The first time after this moment, in milliseconds since the epoch; undefined: never again. */
  next(afterMs: number): number | undefined;
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };

/** `@every 1h30m`: as often as that, counted from whatever moment one starts at. */
function every(text: string): Schedule | undefined {
  const match = /^@every\s+((?:\d+(?:\.\d+)?[hms])+)$/.exec(text);
  if (!match) return undefined;
  let ms = 0;
  for (const [, n, unit] of match[1]!.matchAll(/(\d+(?:\.\d+)?)([hms])/g)) ms += Number(n) * UNITS[unit!]!;
  const step = Math.max(1000, Math.floor(ms / 1000) * 1000);
  return { next: (afterMs) => Math.floor(afterMs / 1000) * 1000 + step };
}

/** `timeZone` is an IANA name; default UTC. A string says why it cannot be understood. */
export function parseSchedule(text: string, timeZone = 'UTC'): Schedule | string {
  const interval = every(text.trim());
  if (interval) return interval;
  try {
    // Vixie's rule for days: of month or of week, if both are given.
    // Without a zone no calendar has to be asked, which is a hundred times faster.
    const zone = timeZone === 'UTC' ? { utcOffset: 0 } : { timezone: timeZone };
    const cron = new Cron(text.trim().replace(/\?/g, '*'), { ...zone, paused: true, mode: '5-part', domAndDow: false });
    return { next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() };
  } catch (error) {
    return (error as Error).message;
  }
}

/** The last strike in (afterMs, untilMs], and how many there were, counted to 101 at most. Source: mostRecentScheduleTime. */
export function lastStrike(
  schedule: Schedule,
  afterMs: number,
  untilMs: number,
): { readonly atMs: number; readonly missed: number } | undefined {
  let atMs: number | undefined;
  let missed = 0;
  let from = afterMs;
  for (let next = schedule.next(from); next !== undefined && next <= untilMs; next = schedule.next(from)) {
    missed++;
    // After a long gap only the last few matter, and how many went by only as far as "too many".
    const step = next - from;
    from = missed > 100 && untilMs - next > 200 * step ? untilMs - 100 * step : next;
    atMs = next;
  }
  return atMs === undefined ? undefined : { atMs, missed };
}

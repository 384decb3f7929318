// Dates as people write them to `date -d`. Models gnulib's parse-datetime.y, in UTC.

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const DAYS = 'sun mon tue wed thu fri sat'.split(' ');

const UNITS: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  fortnight: 1_209_600_000,
};

/** Milliseconds since the epoch; undefined if that is no date. `now`: the same, for what is relative. */
export function parseDate(text: string, now: number): number | undefined {
  const reader = new Reader(text.trim().toLowerCase(), now);
  return reader.whole();
}

class Reader {
  #rest: string;
  readonly #date: Date;
  #shift = 0;
  #months = 0;
  #zone = 0;
  #hasTime = false;
  #hasDate = false;
  #weekday: number | undefined;

  constructor(text: string, now: number) {
    this.#rest = text;
    this.#date = new Date(now);
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    const found = new RegExp(`^(?:${pattern.source})`).exec(this.#rest);
    if (found) this.#rest = this.#rest.slice(found[0].length).replace(/^[\s,]+/, '');
    return found;
  }

  whole(): number | undefined {
    const epoch = /^@(-?\d+(?:\.\d+)?)$/.exec(this.#rest);
    if (epoch) return Number(epoch[1]) * 1000;
    while (this.#rest !== '') if (!this.#item()) return undefined;
    if (!this.#hasTime && (this.#hasDate || this.#weekday !== undefined)) this.#date.setUTCHours(0, 0, 0, 0);
    if (this.#weekday !== undefined && !this.#hasDate) {
      this.#date.setUTCDate(this.#date.getUTCDate() + ((this.#weekday - this.#date.getUTCDay() + 7) % 7));
    }
    if (this.#months !== 0) this.#date.setUTCMonth(this.#date.getUTCMonth() + this.#months);
    return this.#date.getTime() + this.#shift - this.#zone;
  }

  #setDate(year: number, month: number, day: number): boolean {
    this.#hasDate = true;
    this.#date.setUTCFullYear(year, month, day);
    return this.#date.getUTCMonth() === month && day >= 1;
  }

  #setTime(hours: number, minutes: number, seconds: number): boolean {
    this.#hasTime = true;
    this.#date.setUTCHours(hours, minutes, Math.floor(seconds), (seconds % 1) * 1000);
    return hours < 24 && minutes < 60 && seconds < 61;
  }

  #item(): boolean {
    const year = this.#date.getUTCFullYear();
    let found =
      this.#take(/(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d)|(?!\d))/) ??
      this.#take(/(\d{4})\/(\d{1,2})\/(\d{1,2})/) ??
      this.#take(/(\d{4})(\d{2})(\d{2})(?!\d)/);
    if (found) return this.#setDate(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
    found = this.#take(/(\d{1,2})\/(\d{1,2})(?:\/(\d{2,4}))?/);
    if (found) {
      const given = Number(found[3] ?? year);
      return this.#setDate(
        given < 69 ? 2000 + given : given < 100 ? 1900 + given : given,
        Number(found[1]) - 1,
        Number(found[2]),
      );
    }
    found = this.#take(/(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*(am|pm)?/);
    if (found)
      return this.#clock(Number(found[1]), Number(found[2]), Number((found[3] ?? '0').replace(',', '.')), found[4]);
    found = this.#take(/(\d{1,2})\s*(am|pm)\b/);
    if (found) return this.#clock(Number(found[1]), 0, 0, found[2]);
    const months = MONTHS.map((name) => `${name}[a-z]*`).join('|');
    found = this.#take(new RegExp(`(\\d{1,2})[ -](${months})(?:[ -](\\d{4}))?`));
    if (found) return this.#setDate(Number(found[3] ?? year), MONTHS.indexOf(found[2]!.slice(0, 3)), Number(found[1]));
    found = this.#take(new RegExp(`(${months})\\s+(\\d{1,2})(?:,?\\s+(\\d{4}))?(?![:\\d])`));
    if (found) return this.#setDate(Number(found[3] ?? year), MONTHS.indexOf(found[1]!.slice(0, 3)), Number(found[2]));
    if (this.#take(/(?:utc|gmt|z)\b/)) return true;
    found = this.#hasTime ? this.#take(/([-+])(\d{2}):?(\d{2})?(?!\d)/) : null;
    if (found) {
      this.#zone = (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3] ?? 0)) * 60_000;
      return true;
    }
    return this.#relative();
  }

  #clock(hours: number, minutes: number, seconds: number, half: string | undefined): boolean {
    if (half === undefined) return this.#setTime(hours, minutes, seconds);
    return hours >= 1 && hours <= 12 && this.#setTime((hours % 12) + (half === 'pm' ? 12 : 0), minutes, seconds);
  }

  #relative(): boolean {
    if (this.#take(/now\b|today\b/)) return true;
    if (this.#take(/tomorrow\b/)) return this.#add(1, 'day');
    if (this.#take(/yesterday\b/)) return this.#add(-1, 'day');
    if (this.#take(/midnight\b/)) return this.#setTime(0, 0, 0);
    if (this.#take(/noon\b/)) return this.#setTime(12, 0, 0);
    const found = this.#take(
      /([-+]?\s*\d+|next|last|this|a|an)\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?\b(\s+ago\b)?/,
    );
    if (found) {
      const word = found[1]!.replace(/\s/g, '');
      const count = { next: 1, last: -1, this: 0, a: 1, an: 1 }[word] ?? Number(word);
      return this.#add(found[3] ? -count : count, found[2]!);
    }
    const day = this.#take(new RegExp(`(next |last )?(${DAYS.map((name) => `${name}[a-z]*`).join('|')})\\b`));
    if (!day) return false;
    this.#weekday = DAYS.indexOf(day[2]!.slice(0, 3));
    if (day[1] === 'last ') this.#shift -= UNITS.week!;
    return true;
  }

  #add(count: number, unit: string): boolean {
    if (unit === 'month') this.#months += count;
    else if (unit === 'year') this.#months += count * 12;
    else this.#shift += count * UNITS[unit]!;
    return true;
  }
}

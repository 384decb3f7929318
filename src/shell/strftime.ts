// A moment in the letters of strftime(3) and GNU date. The time zone is UTC: machines in a lab are set to it.

const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `ms`: milliseconds since the epoch. What no letter is, stays. */
export function strftime(format: string, ms: number): string {
  return format.replace(
    /%([-_0^#]*)(\d*)[EO]?(:*[a-zA-Z%])/g,
    (whole, flags: string, width: string, letter: string) => {
      if (letter === 'N') return fraction(ms, flags, width);
      const found = field(letter, new Date(ms), ms);
      if (found === undefined) return whole;
      const [text, size, pad] = typeof found === 'string' ? [found, 0, ' '] : found;
      const filler = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : pad;
      const wide =
        flags.includes('-') && size > 0
          ? text.replace(/^[ 0]+(?=.)/, '')
          : text.padStart(Number(width || size), filler);
      if (flags.includes('^')) return wide.toUpperCase();
      return flags.includes('#') ? otherCase(letter, wide) : wide;
    },
  );
}

/** Of a second: the width is how many digits of it. GNU's, as of 9.1. */
function fraction(ms: number, flags: string, width: string): string {
  const thousandths = String(((ms % 1000) + 1000) % 1000).padStart(3, '0');
  const digits = thousandths.padEnd(Number(width || 9), '0').slice(0, Number(width || 9));
  if (flags.includes('_')) return digits.replace(/0+$/, (zeros) => ' '.repeat(zeros.length));
  return flags.includes('-') && width !== '' ? digits.replace(/0+$/, '') : digits;
}

const otherCase = (letter: string, text: string): string =>
  /[pZ]/.test(letter) ? text.toLowerCase() : /[aAbBh]/.test(letter) ? text.toUpperCase() : text;

type Field = string | readonly [text: string, width: number, pad: string];

const two = (n: number): Field => [String(n), 2, '0'];

function field(letter: string, date: Date, ms: number): Field | undefined {
  const expand = (format: string): string => strftime(format, ms);
  const day = date.getUTCDay();
  const yearDay = Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000);
  const hour12 = date.getUTCHours() % 12 || 12;
  switch (letter) {
    case 'Y':
      return String(date.getUTCFullYear());
    case 'C':
      return two(Math.floor(date.getUTCFullYear() / 100));
    case 'y':
      return two(date.getUTCFullYear() % 100);
    case 'm':
      return two(date.getUTCMonth() + 1);
    case 'd':
      return two(date.getUTCDate());
    case 'e':
      return [String(date.getUTCDate()), 2, ' '];
    case 'H':
      return two(date.getUTCHours());
    case 'k':
      return [String(date.getUTCHours()), 2, ' '];
    case 'I':
      return two(hour12);
    case 'l':
      return [String(hour12), 2, ' '];
    case 'M':
      return two(date.getUTCMinutes());
    case 'S':
      return two(date.getUTCSeconds());
    case 'j':
      return [String(yearDay + 1), 3, '0'];
    case 'u':
      return String(day || 7);
    case 'w':
      return String(day);
    case 'a':
      return DAYS[day]!.slice(0, 3);
    case 'A':
      return DAYS[day]!;
    case 'b':
    case 'h':
      return MONTHS[date.getUTCMonth()]!.slice(0, 3);
    case 'B':
      return MONTHS[date.getUTCMonth()]!;
    case 'p':
      return date.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'P':
      return date.getUTCHours() < 12 ? 'am' : 'pm';
    case 's':
      return String(Math.floor(ms / 1000));
    case 'F':
      return expand('%Y-%m-%d');
    case 'T':
    case 'X':
      return expand('%H:%M:%S');
    case 'R':
      return expand('%H:%M');
    case 'r':
      return expand('%I:%M:%S %p');
    case 'D':
    case 'x':
      return expand('%m/%d/%y');
    case 'c':
      return expand('%a %b %e %H:%M:%S %Y');
    case 'G':
    case 'V':
    case 'g':
      return isoWeek(letter, date);
    case 'U':
      return two(Math.floor((yearDay + 7 - day) / 7));
    case 'W':
      return two(Math.floor((yearDay + 7 - ((day + 6) % 7)) / 7));
    case 'Z':
      return 'UTC';
    case 'z':
      return '+0000';
    case ':z':
      return '+00:00';
    case '::z':
      return '+00:00:00';
    case ':::z':
      return '+00';
    case 'q':
      return String(Math.floor(date.getUTCMonth() / 3) + 1);
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '%':
      return '%';
  }
  return undefined;
}

/** Weeks begin on Monday; the first holds the year's first Thursday. Source: ISO 8601. */
function isoWeek(letter: string, date: Date): Field {
  const thursday = new Date(date);
  thursday.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  if (letter === 'G') return String(year);
  if (letter === 'g') return two(year % 100);
  return two(Math.ceil(((thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000 + 1) / 7));
}

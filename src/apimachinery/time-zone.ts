// Which time zones there are, by the names of the IANA's database, as Intl knows them.

/** Is there such a time zone? */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

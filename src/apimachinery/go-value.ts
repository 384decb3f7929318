// How Go prints JSON values: `%v`, `%#v`, and json.Marshal's sorted keys.

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const sortedKeys = (value: Fields): string[] =>
  Object.keys(value)
    .filter((k) => value[k] !== undefined)
    .sort();

/** Go's `%v` of a float64: `1e+06`, `0.5`, `80`. */
export function goNumber(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -5 && exponent < 21 && Number.isInteger(value)) return String(value);
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Go's `%v`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return goNumber(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isFields(value))
    return `map[${sortedKeys(value)
      .map((k) => `${k}:${goText(value[k])}`)
      .join(' ')}]`;
  return String(value);
}

/** Go's `%#v` of what encoding/json decodes. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isFields(value)) {
    return `map[string]interface {}{${sortedKeys(value)
      .map((k) => `${JSON.stringify(k)}:${goSyntax(value[k])}`)
      .join(', ')}}`;
  }
  return String(value);
}

/** The same value with every object's keys in byte order. */
export function sorted<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sorted) as T;
  if (!isFields(value)) return value;
  return Object.fromEntries(sortedKeys(value).map((k) => [k, sorted(value[k])])) as T;
}

/** encoding/json escapes what HTML would read. */
export const goEscaped = (json: string): string =>
  json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** json.Marshal of a map: sorted keys, and `<`, `>`, `&` escaped. */
export const goJson = (value: unknown, space?: string): string => goEscaped(JSON.stringify(sorted(value), null, space));

// Models apimachinery/pkg/fields: selectors over a few declared fields.

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** `a=b,c!=d`; backslash escapes comma, equals and backslash in a value. */
export function parseFieldSelector(text: string): FieldRequirement[] | { error: string } {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text)) {
    if (term === '') continue;
    const at = operatorOf(term);
    if (!at) return { error: `invalid selector: '${text}'; can't understand '${term}'` };
    const value = unescapeValue(term.slice(at.index + at.length));
    if (value === undefined) return { error: `invalid field selector: invalid escape sequence in ${term}` };
    requirements.push({ field: term.slice(0, at.index), operator: at.not ? '!=' : '=', value });
  }
  return requirements;
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let term = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') term += text[i] + (text[++i] ?? '');
    else if (text[i] === ',') {
      terms.push(term);
      term = '';
    } else term += text[i];
  }
  return [...terms, term];
}

function operatorOf(term: string): { index: number; length: number; not: boolean } | undefined {
  for (let i = 0; i < term.length; i++) {
    if (term[i] === '\\') i++;
    else if (term.startsWith('!=', i)) return { index: i, length: 2, not: true };
    else if (term.startsWith('==', i)) return { index: i, length: 2, not: false };
    else if (term[i] === '=') return { index: i, length: 1, not: false };
  }
  return undefined;
}

function unescapeValue(value: string): string | undefined {
  if (/(?<!\\)(?:\\\\)*\\(?![\\,=])/.test(value)) return undefined;
  return value.replace(/\\([\\,=])/g, '$1');
}

export function matchesFields(
  requirements: readonly FieldRequirement[],
  fieldValue: (field: string) => string,
): boolean {
  return requirements.every(({ field, operator, value }) => (fieldValue(field) === value) === (operator === '='));
}

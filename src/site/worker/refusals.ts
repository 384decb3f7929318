// What the server has refused, at the places in the files that it speaks of. Fetched with the first refusal.

import { placeOf, type Wanted } from '#apimachinery/field-place.ts';
import { type Fail, StatusFail } from '#kubectl/errors.ts';
import type { Refusal } from './protocol.ts';

interface Complaint {
  readonly text: string;
  /** Undefined: the document as a whole. */
  readonly wanted?: Wanted;
}

const STRICT = 'strict decoding error: ';
/** Source: encoding/json UnmarshalTypeError; the path has no numbers of items. */
const UNMARSHAL =
  /json: cannot unmarshal (string|number|bool|object|array)(?: \S+)? into Go struct field \w+\.(\S+) of type \S+/;

export function refusalsOf(failure: Fail, text: string): readonly Refusal[] {
  const { before = 0, item, spot } = failure.inFile ?? {};
  if (spot) {
    const { line, column } = spot;
    const range = {
      line,
      column,
      endLine: line,
      endColumn: Math.max(column, 1 + (text.split('\n')[line - 1] ?? '').length),
    };
    return [{ text: failure.message, range, from: line, to: line, isMissing: true }];
  }
  return complaintsOf(failure).map((complaint) => {
    const field = [item, complaint.wanted?.field.replace(/^\./, '')].filter((part) => part).join('.');
    return {
      text: complaint.text,
      ...placeOf(text, before, field === '' ? undefined : { ...complaint.wanted, field }),
    };
  });
}

function complaintsOf(failure: Fail): readonly Complaint[] {
  const whole = [{ text: failure.line() }];
  const refused = failure.cause instanceof StatusFail ? failure.cause : failure;
  if (!(refused instanceof StatusFail)) return whole;
  const { message = '', reason, details } = refused.status;
  const decoding = decodingComplaints(message);
  if (decoding.length > 0) return decoding;
  if (reason === 'NotFound' && details?.kind === 'namespaces')
    return [{ text: failure.line(), wanted: { field: 'metadata.namespace' } }];
  const causes = (details?.causes ?? []).filter((cause) => cause.field);
  if (causes.length === 0) return whole;
  const complaints = causes.map(({ field, message: why }) => ({ text: `${field}: ${why}`, wanted: { field: field! } }));
  return complaints.filter(({ text }, i) => complaints.findIndex((other) => other.text === text) === i);
}

function decodingComplaints(message: string): readonly Complaint[] {
  const at = message.lastIndexOf(STRICT);
  const unknown = at < 0 ? [] : message.slice(at).matchAll(/(?:unknown|duplicate) field "([^"]+)"/g);
  const complaints = [...unknown].map(([text, field]) => ({ text: STRICT + text, wanted: { field: field! } }));
  if (complaints.length > 0) return complaints;
  const [text, type, field] = UNMARSHAL.exec(message) ?? [];
  return text && field ? [{ text, wanted: { field, type } }] : [];
}

// Whether the server is asked to refuse unknown fields, and what kubectl refuses by itself. Models cmdutil.GetValidationDirective and openapi validation.

import type { Factory } from '../command.ts';
import { Fail } from '../errors.ts';
import type { Document } from './files.ts';

export function fieldValidation(factory: Factory): 'Strict' | 'Warn' | 'Ignore' {
  const value = factory.flags.string('validate');
  const known: Record<string, 'Strict' | 'Warn' | 'Ignore'> = {
    strict: 'Strict',
    true: 'Strict',
    warn: 'Warn',
    ignore: 'Ignore',
    false: 'Ignore',
  };
  const found = known[value];
  if (!found) {
    throw new Fail(`invalid - validate option "${value}"; must be one of: strict (or true), warn, ignore (or false)`);
  }
  return found;
}

/** A document without apiVersion or kind never reaches the server. */
export function checkDocument({ source, value }: Document): Fail | undefined {
  const tail = 'if you choose to ignore these errors, turn validation off with --validate=false';
  const refuse = (why: string): Fail =>
    new Fail(`error validating "${source}": error validating data: ${why}; ${tail}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('invalid object to validate');
  const { apiVersion, kind } = value as { apiVersion?: unknown; kind?: unknown };
  const missing = [...(apiVersion ? [] : ['apiVersion not set']), ...(kind ? [] : ['kind not set'])];
  if (missing.length === 0) return undefined;
  return refuse(missing.length > 1 ? `[${missing.join(', ')}]` : missing[0]!);
}

// Models the path rules of pkg/apis/core/validation: validatePathNoBacksteps, validateLocalDescendingPath, ValidateLocalNonReservedPath.

import { type FieldError, field } from '#apimachinery/field.ts';

export const validateNoBacksteps = (path: string, at: string): FieldError[] =>
  path.split('/').includes('..') ? [field.invalid(at, path, "must not contain '..'")] : [];

export const validateDescendingPath = (path: string, at: string): FieldError[] => [
  ...(path.startsWith('/') ? [field.invalid(at, path, 'must be a relative path')] : []),
  ...validateNoBacksteps(path, at),
];

/** Names that start with two dots are the kubelet's own. */
export const validateUnreservedPath = (path: string, at: string): FieldError[] => [
  ...validateDescendingPath(path, at),
  ...(path.startsWith('..') && !path.startsWith('../') ? [field.invalid(at, path, "must not start with '..'")] : []),
];

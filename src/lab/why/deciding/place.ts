// Where an object is, as sentences and commands name it.

import { type ApiObject, keyOf } from '#apimachinery/meta.ts';

export interface Place {
  /** `namespace/name`. */
  readonly key: string;
  readonly name: string;
  /** What kubectl needs beside the name: ` -n shop`, or nothing. */
  readonly in: string;
}

export const placeOf = (object: ApiObject): Place => ({
  key: keyOf(object),
  name: object.metadata.name,
  in: inOf(object.metadata.namespace),
});

export const inOf = (namespace = 'default'): string => (namespace === 'default' ? '' : ` -n ${namespace}`);

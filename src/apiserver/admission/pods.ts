// What the plugins that complete Pods have in common.

import type { Attributes } from './admission.ts';

/** A Pod itself, not one of its subresources. */
export const isNewPod = ({ operation, strategy, subresource }: Attributes): boolean =>
  operation === 'CREATE' && strategy.resource === 'pods' && strategy.group === '' && subresource === '';

// Models k8s.io/api/node/v1.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Toleration } from '../core/types.ts';

export interface RuntimeClass extends ApiObject {
  handler: string;
  overhead?: { podFixed?: Record<string, string> };
  scheduling?: { nodeSelector?: Record<string, string>; tolerations?: Toleration[] };
}

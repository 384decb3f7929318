// All rows that are vouched for.

import { ACCESS_DEFAULTS, ACCESS_REFUSALS, ACCESS_WARNED } from './access.test-helper.ts';
import { ADMISSION_DEFAULTS, ADMISSION_REFUSALS, ADMISSION_WARNED } from './admission.test-helper.ts';
import { BATCH_DEFAULTS, BATCH_REFUSALS, BATCH_WARNED } from './batch.test-helper.ts';
import { CONFIG_DEFAULTS, CONFIG_REFUSALS } from './config.test-helper.ts';
import { CSI_DEFAULTS, CSI_REFUSALS } from './csi.test-helper.ts';
import { EARLY_DEFAULTS, EARLY_REFUSALS } from './early.test-helper.ts';
import { EXTENSION_DEFAULTS, EXTENSION_REFUSALS, EXTENSION_WARNED } from './extension.test-helper.ts';
import { IDENTITY_DEFAULTS, IDENTITY_REFUSALS } from './identity.test-helper.ts';
import { NETWORK_DEFAULTS, NETWORK_REFUSALS, NETWORK_WARNED } from './network.test-helper.ts';
import { POD_DEFAULTS, POD_REFUSALS, POD_WARNED } from './pod.test-helper.ts';
import { POLICY_DEFAULTS, POLICY_REFUSALS } from './policy.test-helper.ts';
import type { Default, Refusal, Warned } from './row.test-helper.ts';
import { STORAGE_REFUSALS, STORAGE_WARNED } from './storage.test-helper.ts';
import { WORKLOAD_DEFAULTS, WORKLOAD_REFUSALS } from './workload.test-helper.ts';

export const REFUSALS: readonly Refusal[] = [
  ...EARLY_REFUSALS,
  ...POD_REFUSALS,
  ...WORKLOAD_REFUSALS,
  ...BATCH_REFUSALS,
  ...NETWORK_REFUSALS,
  ...POLICY_REFUSALS,
  ...CONFIG_REFUSALS,
  ...STORAGE_REFUSALS,
  ...ACCESS_REFUSALS,
  ...ADMISSION_REFUSALS,
  ...EXTENSION_REFUSALS,
  ...IDENTITY_REFUSALS,
  ...CSI_REFUSALS,
];
export const DEFAULTS: readonly Default[] = [
  ...EARLY_DEFAULTS,
  ...POD_DEFAULTS,
  ...WORKLOAD_DEFAULTS,
  ...BATCH_DEFAULTS,
  ...NETWORK_DEFAULTS,
  ...POLICY_DEFAULTS,
  ...CONFIG_DEFAULTS,
  ...ACCESS_DEFAULTS,
  ...ADMISSION_DEFAULTS,
  ...EXTENSION_DEFAULTS,
  ...IDENTITY_DEFAULTS,
  ...CSI_DEFAULTS,
];
export const WARNED: readonly Warned[] = [
  ...POD_WARNED,
  ...BATCH_WARNED,
  ...NETWORK_WARNED,
  ...STORAGE_WARNED,
  ...ACCESS_WARNED,
  ...ADMISSION_WARNED,
  ...EXTENSION_WARNED,
];

// What is wrong, and what would mend it, for every reason that breaks a request's way: each noun has its file.

import { API_SERVER } from './api-server.ts';
import { BALANCERS } from './balancers.ts';
import { CLIENT } from './client.ts';
import { CLOUD } from './cloud.ts';
import { ENDPOINTS } from './endpoints.ts';
import { GATEWAYS } from './gateways.ts';
import { HTTP } from './http.ts';
import { NAMES } from './names.ts';
import { NGINX } from './nginx.ts';
import { PACKETS } from './packets.ts';
import { PASSTHROUGH } from './passthrough.ts';
import type { BreakingCode, Saying } from './saying.ts';
import { STANDING } from './standing.ts';
import { TLS } from './tls.ts';

export const REASONS: Readonly<Record<BreakingCode, Saying>> = {
  ...CLIENT,
  ...NAMES,
  ...BALANCERS,
  ...PACKETS,
  ...ENDPOINTS,
  ...TLS,
  ...STANDING,
  ...HTTP,
  ...API_SERVER,
  ...NGINX,
  ...CLOUD,
  ...GATEWAYS,
  ...PASSTHROUGH,
};

// A Gateway as it stands, and a route.

import type { Gateway } from '#api/gateway/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { gatewayFault } from '../deciding/listeners.ts';
import type { Route } from '../deciding/route-status.ts';
import { routeFault } from '../deciding/routes.ts';
import { byFault } from './standing.ts';

export const gatewayStanding = byFault<Gateway>(
  (gateway, { facts }) => gatewayFault(gateway, facts),
  (gateway) => {
    const { addresses = [], listeners = [] } = gateway.status ?? {};
    const parameters = {
      name: keyOf(gateway),
      addresses: addresses.map(({ value }) => value).join(', ') || '-',
      listeners: listeners.map(({ name, attachedRoutes }) => `${name} ${attachedRoutes}`).join(', '),
    };
    return { code: 'gatewayIsWell', parameters };
  },
);

export const routeStanding = byFault<Route>(
  (route, { facts }) => routeFault(route, facts),
  (route) => {
    const { namespace } = route.metadata;
    const gateways = (route.spec.parentRefs ?? []).map((ref) => `Gateway ${ref.namespace ?? namespace}/${ref.name}`);
    return {
      code: 'routeIsWell',
      parameters: { object: `${route.kind}/${keyOf(route)}`, gateways: gateways.join(', ') },
    };
  },
);

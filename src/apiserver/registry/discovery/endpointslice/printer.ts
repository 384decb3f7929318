// Models printEndpointSlice of pkg/printers/internalversion/printers.go. Readiness plays no part in it.

import type { EndpointSlice } from '#api/discovery/types.ts';
import { ageColumn, firstThree, nameColumn, text } from '../../columns.ts';
import type { Column } from '../../rest/strategy.ts';

const orUnset = (shown: string): string => shown || '<unset>';

export const endpointSliceColumns: readonly Column<EndpointSlice>[] = [
  nameColumn,
  text(
    'AddressType',
    'addressType specifies the type of address carried by this EndpointSlice. All addresses in this slice must be the same type. This field is immutable after creation. The following address types are currently supported: * IPv4: Represents an IPv4 Address. * IPv6: Represents an IPv6 Address. * FQDN: Represents a Fully Qualified Domain Name.',
    (slice) => slice.addressType,
  ),
  text(
    'Ports',
    'ports specifies the list of network ports exposed by each endpoint in this slice. Each port must have a unique name. When ports is empty, it indicates that there are no defined ports. When a port is defined with a nil port value, it indicates "all ports". Each slice may include a maximum of 100 ports.',
    (slice) => orUnset(firstThree((slice.ports ?? []).map((p) => (p.port === undefined ? '*' : String(p.port))))),
  ),
  text(
    'Endpoints',
    'endpoints is a list of unique endpoints in this slice. Each slice may include a maximum of 1000 endpoints.',
    (slice) => orUnset(firstThree((slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []))),
  ),
  ageColumn,
];

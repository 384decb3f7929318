// One packet as a capture on an interface sees it.

import type { SocketAddress } from './stream.ts';

export interface CapturedPacket {
  /** When it passes; a little later than now where several pass at once. */
  readonly atMs: number;
  /** `eth0`, `lo`; on nodes also `cni0` and the veth of a Pod. */
  readonly interface: string;
  readonly direction: 'In' | 'Out';
  readonly protocol: 'TCP' | 'UDP' | 'ICMP';
  /** Port 0 for ICMP. */
  readonly from: SocketAddress;
  readonly to: SocketAddress;
  /** Of TCP, as tcpdump writes them: `S`, `S.`, `.`, `P.`, `F.`, `R.` */
  readonly flags?: string;
  /** As they are in the packet. */
  readonly seq?: number;
  readonly ack?: number;
  readonly ttl: number;
  /** Between two ports of the bridge that it passes: seen there by promiscuous captures only. */
  readonly isBridged?: true;
  /** Bytes above TCP or UDP; of ICMP all. */
  readonly length: number;
  /** Undefined: there is none, or it is encrypted. */
  readonly payload?: string;
  /** What is above UDP, or is ICMP, in tcpdump's words: a question to DNS, an echo. */
  readonly summary?: string;
}

/** Sees packets as they pass. */
export type CaptureListener = (packet: CapturedPacket) => void;

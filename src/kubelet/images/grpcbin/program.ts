// The services of moul/grpcbin. Source: moul/grpcbin handler/, moul/pb.

import { grpcHandler, type RpcMethod } from '#machine/grpc/server.ts';
import { codeName } from '#machine/grpc/status.ts';
import type { HttpHandler } from '#machine/program.ts';
import type { KeyPair } from '#machine/tls.ts';
import { pki } from '#pki/loader.ts';
import { serialOf } from '../ingress-nginx/certificates.ts';
import { ADDSVC_PROTO, GRPCBIN_PROTO, HELLO_PROTO } from './protos.ts';

type Message = Parameters<RpcMethod>[0][number];

/** Source: handler/grpcbin/handler.go, the order of GRPCBin_serviceDesc.Methods: streams are not among them. */
const UNARY = ['Index', 'Empty', 'DummyUnary', 'SpecificError', 'RandomError', 'HeadersUnary', 'NoResponseUnary'];
const STREAMED = 10;

/** `wait`: simulated milliseconds. */
export function handlerOf(random: () => number, wait: (ms: number) => Promise<void>): HttpHandler {
  return grpcHandler({
    protos: { 'grpcbin.proto': GRPCBIN_PROTO, 'hello.proto': HELLO_PROTO, 'addsvc.proto': ADDSVC_PROTO },
    services: { 'grpcbin.GRPCBin': bin(random, wait), 'hello.HelloService': HELLO, 'addsvc.Add': ADD },
    reflection: ['v1alpha'],
  });
}

const echo = (message: Message = {}) => ({ messages: [message] });
const withCode = (code: number, reason?: string) => ({ status: { code, message: reason || codeName(code) } });

const bin = (random: () => number, wait: (ms: number) => Promise<void>): Readonly<Record<string, RpcMethod>> => ({
  Index: () => echo({ description: 'gRPC testing server', endpoints: UNARY.map((path) => ({ path })) }),
  Empty: () => echo(),
  NoResponseUnary: () => ({
    status: { code: 13, message: 'grpc: error while marshaling: proto: Marshal called with nil' },
  }),
  DummyUnary: ([message]) => echo(message),
  async DummyServerStream([message]) {
    await wait(STREAMED * 1000);
    return { messages: Array.from({ length: STREAMED }, () => message ?? {}) };
  },
  DummyClientStream: (messages) => echo(messages.slice(0, STREAMED).at(-1)),
  DummyBidirectionalStreamStream: (messages) => ({ messages }),
  SpecificError: ([message]) => {
    const code = Number(message?.code ?? 0);
    return code === 0 ? echo() : withCode(code, message?.reason as string | undefined);
  },
  RandomError: () => {
    const code = Math.floor(random() * 16);
    return code === 0 ? echo() : withCode(code);
  },
  HeadersUnary: (_, { metadata }) => {
    const values: Record<string, { values: string[] }> = {};
    for (const [name, value] of metadata) (values[name] ??= { values: [] }).values.push(value);
    return echo({ Metadata: values });
  },
});

const greeted = (message: Message | undefined): string => (message?.greeting as string | undefined) ?? 'noname';
const hello = (whom: string): Message => ({ reply: `hello ${whom}` });

const HELLO: Readonly<Record<string, RpcMethod>> = {
  SayHello: ([message]) => echo(hello(greeted(message))),
  LotsOfReplies: ([message]) => ({ messages: Array.from({ length: STREAMED }, () => hello(greeted(message))) }),
  LotsOfGreetings: (messages) => echo(hello(messages.map(greeted).join(', '))),
  BidiHello: (messages) => ({ messages: messages.map((message) => hello(greeted(message))) }),
};

const INT_MAX = 2 ** 31 - 1;
const LONGEST = 10;

/** Source: handler/addsvc/imported/imported.go. */
const ADD: Readonly<Record<string, RpcMethod>> = {
  Sum: ([message]) => {
    const [a, b] = [Number(message?.a ?? 0), Number(message?.b ?? 0)];
    if (a === 0 && b === 0) return echo({ err: "can't sum two zeroes" });
    if (a + b > INT_MAX || a + b < -INT_MAX - 1) return echo({ err: 'integer overflow' });
    return echo({ v: String(a + b) });
  },
  Concat: ([message]) => {
    const [a, b] = [String(message?.a ?? ''), String(message?.b ?? '')];
    return a.length + b.length > LONGEST ? echo({ err: 'result exceeds maximum size' }) : echo({ v: a + b });
  },
};

/** As in its cert/server.crt: signed by itself, a common name and no alternative names. */
export function certificate(random: () => number): KeyPair {
  const { generateKey, publicKeyOf, privateKeyPem, issueCertificate, nameOf } = pki();
  const key = generateKey('P-256', random);
  const subject = nameOf(['C', 'FR'], ['ST', 'Paris'], ['L', 'Paris'], ['O', 'Manfred Touron'], ['CN', 'grpcb.in']);
  const made = issueCertificate({
    ...{ subject, publicKey: publicKeyOf(key), issuer: { key }, serial: serialOf(random) },
    notBeforeMs: Date.UTC(2017, 11, 18, 20, 25, 17),
    notAfterMs: Date.UTC(2027, 11, 16, 20, 25, 17),
  });
  return { certificate: made, key: privateKeyPem(key) };
}

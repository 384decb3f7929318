// The codec against itself at every cut, and against zlib: what Kubernetes' clients send is compressed by another library.
import { constants, createDeflate, createInflate, type Deflate, deflateSync, type Inflate } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encode, type Frame, FrameReader, TYPE, words } from './frames.ts';
import { DICTIONARY, HeaderReader, HeaderWriter } from './header-block.ts';
import { SpdySession, type Wire } from './session.ts';
import type { SpdyStream } from './stream.ts';

const anyFrame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({
    kind: fc.constant('data' as const),
    stream: fc.nat(0x7fff_ffff),
    flags: fc.nat(255),
    payload: fc.uint8Array({ maxLength: 50 }),
  }),
  fc.record({
    kind: fc.constant('control' as const),
    type: fc.nat(0xffff),
    flags: fc.nat(255),
    payload: fc.uint8Array({ maxLength: 50 }),
  }),
);

/** The bytes in pieces, cut where the numbers say. */
function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [0, ...at.map((n) => n % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((to, i) => bytes.subarray(places[i], to));
}

test('frames are the same however their bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(anyFrame, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 12 }), (frames, cuts) => {
      const reader = new FrameReader();
      const read = cut(Buffer.concat(frames.map(encode)), cuts).flatMap((piece) => [...reader.read(piece)]);
      expect(read.map((f) => ({ ...f, payload: [...f.payload] }))).toEqual(
        frames.map((f) => ({ ...f, payload: [...f.payload] })),
      );
    }),
  );
});

test('a frame as the protocol writes it', () => {
  const frame = encode({ kind: 'control', type: TYPE.ping, flags: 0, payload: words(1) });
  expect(Buffer.from(frame).toString('hex')).toBe('800300060000000400000001');
  expect(Buffer.from(encode({ kind: 'data', stream: 3, flags: 1, payload: Buffer.from('x') })).toString('hex')).toBe(
    '000000030100000178',
  );
});

test('the dictionary is the one that SPDY/3 streams begin with', () => {
  // A stream names its dictionary by Adler-32.
  expect(deflateSync('', { dictionary: DICTIONARY }).subarray(0, 6).toString('hex').slice(4)).toBe('e3c6a7c2');
  expect(DICTIONARY.length).toBe(1423);
});

const anyHeaders = fc.dictionary(fc.stringMatching(/^[a-z-]{1,12}$/), fc.string({ unit: 'grapheme', maxLength: 20 }), {
  maxKeys: 6,
  noNullPrototype: true,
});

test('headers come back, block after block', () => {
  fc.assert(
    fc.property(fc.array(anyHeaders, { maxLength: 5 }), (all) => {
      const [writer, reader] = [new HeaderWriter(), new HeaderReader()];
      for (const headers of all) expect(reader.read(writer.write(headers))).toEqual(headers);
    }),
  );
});

test('zlib reads each block as soon as it is there, and what zlib compressed is read', async () => {
  const all = [{ streamtype: 'error', port: '80' }, { streamtype: 'data', port: '80' }, {}, { a: 'b'.repeat(70_000) }];
  const inflate = createInflate({ dictionary: DICTIONARY });
  const deflate = createDeflate({ dictionary: DICTIONARY });
  const writer = new HeaderWriter();
  const reader = new HeaderReader();
  const piece = (from: Deflate | Inflate, write: () => void): Promise<Buffer> =>
    new Promise((resolve) => {
      const pieces: Buffer[] = [];
      const take = (bytes: Buffer): void => void pieces.push(bytes);
      from.on('data', take);
      write();
      from.flush(constants.Z_SYNC_FLUSH, () => {
        from.off('data', take);
        resolve(Buffer.concat(pieces));
      });
    });
  for (const headers of all) {
    const plain = await piece(inflate, () => inflate.write(writer.write(headers)));
    expect(plain.readUInt32BE(0)).toBe(Object.keys(headers).length);
    expect(reader.read(await piece(deflate, () => deflate.write(plain)))).toEqual(headers);
  }
});

/** Two ends of one connection; bytes go over in pieces of `size`. */
function connected(size = 5): { client: SpdySession; server: SpdySession } {
  const wire = (other: () => SpdySession): Wire => ({
    write: (bytes) => {
      for (let at = 0; at < bytes.length; at += size) other().receive(bytes.subarray(at, at + size));
      return undefined;
    },
    end: () => other().disconnected(),
    pause: () => undefined,
    resume: () => undefined,
  });
  const client: SpdySession = new SpdySession(
    wire(() => server),
    'client',
  );
  const server: SpdySession = new SpdySession(
    wire(() => client),
    'server',
  );
  return { client, server };
}

function recorded(stream: SpdyStream): string[] {
  const seen: string[] = [];
  stream.read({ data: (bytes) => void seen.push(Buffer.from(bytes).toString()), end: () => seen.push('END') });
  return seen;
}

test('streams carry both directions, and each ends by itself', () => {
  const { client, server } = connected();
  const streams: SpdyStream[] = [];
  server.onStream = (stream) => {
    stream.accept();
    streams.push(stream);
  };
  const one = client.open({ streamtype: 'data', port: '80' });
  const two = client.open({ streamtype: 'error', port: '80' });
  one.write(Buffer.from('hello'));
  two.end();
  expect(streams.map(({ id, headers }) => [id, headers.streamtype])).toEqual([
    [1, 'data'],
    [3, 'error'],
  ]);
  // What came before anybody read is kept.
  const [first, second] = [recorded(streams[0]!), recorded(streams[1]!)];
  one.end();
  expect([first, second]).toEqual([['hello', 'END'], ['END']]);
  const back = recorded(one);
  streams[0]!.write(Buffer.from('world'));
  streams[0]!.end();
  expect(back).toEqual(['world', 'END']);
});

test('a stream that is reset, and a connection that closes, end what is open once', () => {
  const { client, server } = connected();
  const one = client.open({});
  expect(recorded(one)).toEqual(['END']);
  let closed = 0;
  client.onClose = () => closed++;
  server.onStream = (stream) => stream.accept();
  const seen = recorded(client.open({}));
  server.close();
  server.close();
  expect([seen, closed]).toEqual([['END'], 1]);
});

test('nonsense ends the connection and throws nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (noise, at) => {
      const { client, server } = connected(64);
      client.open({});
      for (const piece of cut(noise, [at])) server.receive(piece);
      const syn = encode({ kind: 'control', type: TYPE.synStream, flags: 0, payload: noise });
      server.receive(syn);
    }),
  );
});

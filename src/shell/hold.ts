// What stops a job's programs and lets them go on, as SIGTSTP and SIGCONT do: held, they print nothing, read nothing, and no wait of theirs ends.

import type { Host, Input, Output } from '#machine/program.ts';

export class Hold {
  #held: Promise<void> | undefined;
  #release: () => void = () => {};
  #waiting: (() => void)[] = [];

  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  stop(): void {
    if (this.#held) return;
    this.#held = new Promise((resolve) => (this.#release = resolve));
  }

  go(): void {
    this.#held = undefined;
    this.#release();
    for (const flush of this.#waiting.splice(0)) flush();
  }

  /** Resolves when it is not held. */
  async pass(): Promise<void> {
    while (this.#held) await this.#held;
  }

  onGo(flush: () => void): void {
    this.#waiting.push(flush);
  }
}

/** An output that keeps what is written while its writer is held. */
export function heldOutput(output: Output, hold: Hold): Output {
  let kept = '';
  return {
    write(text) {
      if (!hold.isHeld && kept === '') return output.write(text);
      if (kept === '')
        hold.onGo(() => {
          const all = kept;
          kept = '';
          output.write(all);
        });
      kept += text;
      return true;
    },
    async drained() {
      await hold.pass();
      await output.drained();
    },
  };
}

export function heldInput(input: Input, hold: Hold): Input {
  return {
    get isTyped() {
      return input.isTyped ?? false;
    },
    async read(signal) {
      await hold.pass();
      const text = await input.read(signal);
      await hold.pass();
      return text;
    },
  };
}

/** The machine for programs that may be held: what they wait for has come when they go on, and no sooner. */
export function heldHost(host: Host, hold: Hold): Host {
  const after = async <T>(wait: Promise<T>): Promise<T> => {
    const found = await wait;
    await hold.pass();
    return found;
  };
  return {
    place: host.place,
    hostname: host.hostname,
    user: host.user,
    ...(host.identity && { identity: host.identity }),
    homeDir: host.homeDir,
    programs: host.programs,
    now: () => host.now(),
    random: () => host.random(),
    sleep: (ms, signal) => after(host.sleep(ms, signal)),
    fetch: (request, options) => after(host.fetch(request, options)),
    lookup: (name, type, options) => after(host.lookup(name, type, options)),
    connect: (to, port, options) => after(host.connect(to, port, options)),
    datagrams: (to, port) => after(host.datagrams(to, port)),
    ping: (ip, echo) => host.ping(ip, echo),
    ...(host.listening && { listening: () => host.listening!() }),
    ...(host.capture && { capture: (listener) => host.capture!(listener) }),
    listen: (address, port, handler, options) =>
      host.listen(address, port, (request, peer) => hold.pass().then(() => handler(request, peer)), options),
    listenTcp: (address, port, onConnection, behind) =>
      host.listenTcp(
        address,
        port,
        (...connection) => void hold.pass().then(() => onConnection(...connection)),
        behind && (() => hold.pass().then(behind)),
      ),
    listenUdp: (address, port, onDatagram) =>
      host.listenUdp(address, port, (...datagram) => void hold.pass().then(() => onDatagram(...datagram))),
  };
}

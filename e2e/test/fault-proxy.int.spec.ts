import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FaultProxy } from "../faults/nemesis/fault-proxy.ts";
import { until } from "../src/patience.ts";

describe("the fault proxy", () => {
  let echo: Server;
  let proxy: FaultProxy;
  const open: Socket[] = [];

  beforeEach(async () => {
    echo = createServer((socket) => {
      open.push(socket);
      socket.on("error", () => {});
      socket.pipe(socket);
    });
    echo.listen(0, "127.0.0.1");
    await once(echo, "listening");
    proxy = await FaultProxy.open("127.0.0.1", (echo.address() as AddressInfo).port);
  });
  afterEach(() => {
    proxy.close();
    for (const socket of open.splice(0)) socket.destroy();
    echo.close();
  });

  async function client() {
    const socket = connect({ port: proxy.port, host: "127.0.0.1" });
    open.push(socket);
    const state = { heard: "", pieces: 0, error: "", ended: false };
    socket.on("data", (bytes) => {
      state.heard += bytes.toString();
      state.pieces++;
    });
    socket.on("error", (error: NodeJS.ErrnoException) => (state.error = error.code ?? ""));
    socket.on("end", () => (state.ended = true));
    await Promise.race([once(socket, "connect"), once(socket, "close")]).catch(() => {});
    const hears = (text: string) => until(`"${text}"`, () => state.heard.endsWith(text));
    return { socket, state, hears };
  }

  it("passes everything on, both ways, to the end", async () => {
    const { socket, state, hears } = await client();
    const long = "x".repeat(1_000_000) + "!";
    socket.write(long);
    await hears("!");
    expect(state.heard).toBe(long);
    socket.end();
    await until("the end", () => state.ended);
  });

  it("holds everything back in a black hole, and lets it go on unharmed", async () => {
    const { socket, state, hears } = await client();
    socket.write("before.");
    await hears("before.");
    proxy.poison({ kind: "black-hole" });
    socket.write("within.");
    const { socket: other, hears: otherHears } = await client();
    other.write("beside.");
    proxy.poison({ kind: "slice", bytes: 1 });
    await Promise.all([hears("within."), otherHears("beside.")]);
    expect(state.heard).toBe("before.within.");
  });

  it("leaves the near end of a half-open connection in ignorance until it is healed", async () => {
    const { socket, state, hears } = await client();
    socket.write("before.");
    await hears("before.");
    const far = open.find((one) => one !== socket)!;
    proxy.poison({ kind: "half-open" });
    await once(far, "close");
    socket.write("lost");
    expect(state).toMatchObject({ heard: "before.", error: "", ended: false });
    proxy.heal();
    await until("the reset", () => state.error === "ECONNRESET");
  });

  it("resets what is open and what comes", async () => {
    const { socket, state, hears } = await client();
    socket.write("before.");
    await hears("before.");
    proxy.poison({ kind: "reset" });
    await until("the reset", () => state.error === "ECONNRESET");
    const { state: next } = await client();
    await until("the next reset", () => next.error === "ECONNRESET");
    proxy.heal();
    const healed = await client();
    healed.socket.write("after.");
    await healed.hears("after.");
  });

  it("delays, and narrows", async () => {
    const { socket, hears } = await client();
    for (const toxic of [
      { kind: "latency", ms: 100 },
      { kind: "bandwidth", bytesPerSecond: 100 },
    ] as const) {
      proxy.poison(toxic);
      const began = performance.now();
      socket.write(`by ${toxic.kind}`);
      await hears(`by ${toxic.kind}`);
      expect(performance.now() - began).toBeGreaterThan(80);
      proxy.heal();
    }
  });
});

/**
 * Socket.IO's rooms over NATS: a room is a subject, and only gateways with somebody in it are subscribed, so that the
 * others are not even woken. What concerns all sockets goes to all members; answers go to the one who asked.
 */
import { subjects, subjectToken } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import {
  headers as natsHeaders,
  type Msg,
  type NatsConnection,
  type Subscription,
} from "@nats-io/transport-node";
import type { Namespace } from "socket.io";
import {
  Adapter,
  ClusterAdapterWithHeartbeat,
  MessageType,
  type BroadcastOptions,
  type ClusterMessage,
  type ClusterResponse,
} from "socket.io-adapter";
import { isSharedRoom } from "../domain/room-names.ts";
import { decodeMember, encodeMember } from "./member-wire.ts";

export interface NatsAdapterDeps {
  readonly nats: NatsConnection;
  readonly log: Log;
}

/** A dead member is not waited for any longer than this. */
const BEAT = { heartbeatInterval: 1000, heartbeatTimeout: 3500 };
/** Whose message it is, readable without its body: our own come back to us. */
const FROM = "Pm-Member";
/** What a NATS header and its subject may take of the payload limit. */
const HEADROOM = 1024;

export class MessageTooLarge extends Error {}

type Unsigned<T> = T extends unknown ? Omit<T, "uid" | "nsp"> : never;

export class NatsAdapter extends ClusterAdapterWithHeartbeat {
  readonly #nats: NatsConnection;
  readonly #log: Log;
  readonly #token;
  readonly #rooms = new Map<string, Subscription>();
  #own: Subscription[] = [];

  constructor(namespace: Namespace, { nats, log }: NatsAdapterDeps) {
    super(namespace, BEAT);
    this.#nats = nats;
    this.#log = log;
    this.#token = subjectToken(namespace.name);
    this.on("create-room", (room: string) => this.#hearRoom(room));
    this.on("delete-room", (room: string) => this.#forgetRoom(room));
  }

  override init(): void {
    const member = subjects.member(this.#token, subjectToken(this.uid));
    this.#own = [
      this.#hear(subjects.allMembers(this.#token), (m) => this.onMessage(m as ClusterMessage)),
      this.#hear(member, (m) => this.onResponse(m as ClusterResponse)),
    ];
    super.init();
  }

  override close(): void {
    super.close();
    for (const subscription of [...this.#own, ...this.#rooms.values()]) subscription.unsubscribe();
    this.#rooms.clear();
  }

  /** A bug, never a client's doing: rooms are chosen by us. */
  override addAll(id: string, rooms: Set<string>): Promise<void> | void {
    for (const room of rooms)
      if (room !== id && !isSharedRoom(room)) throw new Error(`${room} is no name of a room`);
    return super.addAll(id, rooms);
  }

  /** Unlike the library's, it is sent before it returns or throws, and a later `socket.emit` cannot overtake it here. */
  override broadcast(packet: unknown, opts: BroadcastOptions): Promise<void> {
    this.#tellOthers(opts, { type: MessageType.BROADCAST, data: { packet, opts: plain(opts) } });
    Adapter.prototype.broadcast.call(this, packet, opts);
    return Promise.resolve();
  }

  override addSockets(opts: BroadcastOptions, rooms: string[]): Promise<void> {
    this.#tellOthers(opts, { type: MessageType.SOCKETS_JOIN, data: { rooms, opts: plain(opts) } });
    Adapter.prototype.addSockets.call(this, opts, rooms);
    return Promise.resolve();
  }

  override delSockets(opts: BroadcastOptions, rooms: string[]): Promise<void> {
    this.#tellOthers(opts, { type: MessageType.SOCKETS_LEAVE, data: { rooms, opts: plain(opts) } });
    Adapter.prototype.delSockets.call(this, opts, rooms);
    return Promise.resolve();
  }

  override disconnectSockets(opts: BroadcastOptions, close: boolean): Promise<void> {
    const data = { close, opts: plain(opts) };
    this.#tellOthers(opts, { type: MessageType.DISCONNECT_SOCKETS, data });
    Adapter.prototype.disconnectSockets.call(this, opts, close);
    return Promise.resolve();
  }

  override doPublish(message: ClusterMessage): Promise<string> {
    return this.#publish(this.#subjectOf(message), message);
  }

  override doPublishResponse(uid: string, response: ClusterResponse): Promise<void> {
    const asking = subjects.member(this.#token, subjectToken(uid));
    return this.#publish(asking, response).then(() => undefined);
  }

  /** Acknowledgements are counted over all members, so they have to be asked of all. */
  #subjectOf(message: ClusterMessage): string {
    const all = subjects.allMembers(this.#token);
    if (message.type !== MessageType.BROADCAST || message.data.requestId !== undefined) return all;
    const [room, ...others] = message.data.opts.rooms;
    if (room === undefined || others.length > 0 || !isSharedRoom(room)) return all;
    return subjects.room(this.#token, subjectToken(room));
  }

  #tellOthers(opts: BroadcastOptions, unsigned: Unsigned<ClusterMessage>): void {
    if (opts.flags?.local) return;
    const message = { ...unsigned, uid: this.uid, nsp: this.nsp.name };
    this.#send(this.#subjectOf(message), message);
  }

  #publish(subject: string, message: ClusterMessage | ClusterResponse): Promise<string> {
    try {
      this.#send(subject, message);
      return Promise.resolve("");
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #send(subject: string, message: ClusterMessage | ClusterResponse): void {
    try {
      const body = encodeMember(message);
      const most = (this.#nats.info?.max_payload ?? Infinity) - HEADROOM;
      const size = Buffer.byteLength(body);
      if (size > most) throw new MessageTooLarge(`${size} bytes to ${subject}, at most ${most}`);
      const headers = natsHeaders();
      headers.set(FROM, this.uid);
      this.#nats.publish(subject, body, { headers });
    } catch (err) {
      const { type } = message;
      this.#log.error({ event: "room-message", subject, type, err }, "nobody else will hear it");
      throw err;
    }
  }

  #hearRoom(room: string): void {
    if (!isSharedRoom(room)) return;
    const subject = subjects.room(this.#token, subjectToken(room));
    this.#rooms.set(
      room,
      this.#hear(subject, (m) => this.onMessage(m as ClusterMessage)),
    );
  }

  #forgetRoom(room: string): void {
    this.#rooms.get(room)?.unsubscribe();
    this.#rooms.delete(room);
  }

  #hear(subject: string, take: (message: unknown) => void): Subscription {
    const hear = (error: Error | null, message: Msg) => {
      if (error || message.headers?.get(FROM) === this.uid) return;
      try {
        take(decodeMember(message.string()));
      } catch (err) {
        this.#log.error({ event: "room-message", subject, err }, "a member's message is unusable");
      }
    };
    return this.#nats.subscribe(subject, { callback: hear });
  }
}

const plain = ({ rooms, except, flags }: BroadcastOptions) => ({
  rooms: [...rooms],
  except: [...(except ?? [])],
  flags: flags ?? {},
});

/** Only these namespaces have sockets; the others refuse everybody, and need no members. */
export const natsAdapter = (namespaces: readonly string[], deps: NatsAdapterDeps) =>
  // Called with `new` by the library, which takes what it returns.
  function adapterOf(namespace: Namespace): Adapter {
    return namespaces.includes(namespace.name)
      ? new NatsAdapter(namespace, deps)
      : new Adapter(namespace);
  };

/** Who looks at what on this instance: the sockets of a Socket.IO namespace, or the tills. */
import type { Namespace, Socket } from "socket.io";
import { unreadBytes } from "../../guarding/adapters/watch-connections.ts";
import { branchOfRoom } from "../domain/rooms.ts";

export interface Viewer {
  readonly id: string;
  /** Those of branches. */
  readonly rooms: () => string[];
  readonly isOpen: () => boolean;
  readonly tell: (event: string, body: unknown, offset: string) => void;
  readonly onGone: (gone: () => void) => void;
}

export interface Audience {
  /** A room opens with the first who looks at it, and closes after the last. */
  onRooms(opened: (room: string) => void, closed: (room: string) => void): void;
  find(id: string): Viewer | undefined;
  inRoom(room: string): readonly Viewer[];
  /** Without an offset it may be left out for those who do not keep up. */
  tell(ids: readonly string[], event: string, body: unknown, offset?: string): void;
}

/** Some hundred steps. */
const MOST_UNREAD_BYTES = 32_768;

const keepsUp = (socket: Socket | undefined): boolean =>
  socket !== undefined && unreadBytes(socket.conn) < MOST_UNREAD_BYTES;

export function audienceOf(namespace: Namespace): Audience {
  const { adapter, sockets } = namespace;
  const find = (id: string) => {
    const socket = sockets.get(id);
    return socket && viewerOf(socket);
  };
  return {
    onRooms(opened, closed) {
      adapter.on("create-room", opened);
      adapter.on("delete-room", closed);
    },
    find,
    inRoom: (room) => [...(adapter.rooms.get(room) ?? [])].flatMap((id) => find(id) ?? []),
    tell(ids, event, body, offset) {
      // Not the library's `volatile`: that also leaves out what comes in the same turn as another event.
      const to = offset === undefined ? ids.filter((id) => keepsUp(sockets.get(id))) : ids;
      if (to.length === 0) return;
      const all = namespace.local.to([...to]);
      if (offset === undefined) all.emit(event, body);
      else all.emit(event, body, offset);
    },
  };
}

export const viewerOf = (socket: Socket): Viewer => ({
  id: socket.id,
  rooms: () => [...socket.rooms].filter((room) => branchOfRoom(room)),
  isOpen: () => socket.connected,
  tell: (event, body, offset) => void socket.emit(event, body, offset),
  onGone: (gone) => void socket.on("disconnect", gone),
});

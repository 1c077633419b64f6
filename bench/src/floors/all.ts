import { casAppend } from "./cas-append.ts";
import { emitWithAck } from "./emit-with-ack.ts";
import type { Floor } from "./floor.ts";
import { requestReply } from "./request-reply.ts";
import { sqliteCommit } from "./sqlite-commit.ts";
import { tcpEcho } from "./tcp-echo.ts";

export const floors: readonly Floor[] = [
  emitWithAck,
  requestReply,
  casAppend,
  sqliteCommit,
  tcpEcho,
];

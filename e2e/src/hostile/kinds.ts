import { byEngine } from "./by-engine.ts";
import { byHttp } from "./by-http.ts";
import { bySocketIo } from "./by-socketio.ts";
import { byTcp } from "./by-tcp.ts";

export const kinds = [...byTcp, ...byHttp, ...byEngine, ...bySocketIo];

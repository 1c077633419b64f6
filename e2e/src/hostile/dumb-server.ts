/** A process of its own: answers whatever comes with the same few bytes, and looks at none of it. What attacking it costs others is the attacker's own work. */
import { createServer, type AddressInfo } from "node:net";

// In it is what an attacker waits for before it goes on.
const BODY = '{"sid":"x","on":"/printing-ws"}';
const ANSWER = `HTTP/1.1 400 Bad Request\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

const server = createServer((socket) => {
  socket.on("data", () => socket.write(ANSWER));
  socket.on("error", () => socket.destroy());
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit(0));

// The same virtual printer as ours, in a process of its own.
import { startVirtualPrinter } from "../../../agent/src/virtual-printer/index.ts";
import { readyAt, settingsOfChild } from "../child.ts";

const { id, folder } = settingsOfChild() as { id: string; folder: string };
const printer = await startVirtualPrinter({ id, name: id, port: 0, httpPort: 0, dataDir: folder });
readyAt(printer.port);
